using System.IO.Compression;
using FolioModel.Testing;

namespace FolioModel.Tests.CommandLines;

/// <summary>Recordings that are cut short, damaged, or no text.</summary>
internal sealed partial class HostileInputTests
{
    [TestCase(0, 0, null)]
    [TestCase(1, 0, "cut short")]
    [TestCase(8, 0, "cut short")]
    [TestCase(40, 0, "cut short")]
    [TestCase(0, 5, "followed by something else")]
    public void AGzipFileIsReadWholeOrRefused(int cut, int junk, string? message)
    {
        string path = Path.Combine(_folder, "recording.jsonl.gz");
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int i = 0; i < 500; i++)
            {
                gzip.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"line\":{i * 7919 % 1000}}}\n"));
            }
        }

        File.WriteAllBytes(path, [.. compressed.ToArray()[..^cut], .. new byte[junk].Select(static _ => (byte)'j')]);

        if (message is null)
        {
            Assert.That(ReadAll(path), Is.EqualTo(500));
        }
        else
        {
            Assert.That(() => ReadAll(path), Throws.TypeOf<MalformedTraceException>().With.Message.Contains(message));
        }
    }

    [TestCase(new[] { 300, 200 }, 0, 0, null)]
    [TestCase(new[] { 1, 5000, 3 }, 0, 0, null)]
    [TestCase(new[] { 300, 0 }, 0, 0, null)]
    [TestCase(new[] { 300, 200 }, 1, 0, "cut short")]
    [TestCase(new[] { 300, 200 }, 60, 0, "cut short")]
    [TestCase(new[] { 300, 200 }, 0, 9, "followed by something else")]
    [TestCase(new[] { 300, 200 }, 0, -9, "followed by something else")]
    public void AGzipFileOfSeveralMembersIsReadWholeOrRefused(int[] members, int cut, int junk, string? message)
    {
        string path = Path.Combine(_folder, "members.jsonl.gz");
        using MemoryStream compressed = new();
        foreach (int lines in members)
        {
            using GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Flush();
            for (int i = 0; i < lines; i++)
            {
                gzip.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"line\":{i * 7919 % 1000}}}\n"));
            }
        }

        byte behind = (byte)(junk < 0 ? 0 : 'j');
        File.WriteAllBytes(path, [.. compressed.ToArray()[..^cut], .. Enumerable.Repeat(behind, Math.Abs(junk))]);

        if (message is null)
        {
            Assert.That(ReadAll(path), Is.EqualTo(members.Sum()));
        }
        else
        {
            Assert.That(() => ReadAll(path), Throws.TypeOf<MalformedTraceException>().With.Message.Contains(message));
        }
    }

    [Test]
    public void ADamagedGzipFileIsCalledDamaged()
    {
        string path = Path.Combine(_folder, "damaged.jsonl.gz");
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.That(() => ReadAll(path), Throws.TypeOf<MalformedTraceException>().With.Message.Contains("the gzip data is damaged"));
    }

    [Test]
    public void A_wrong_checksum_is_damage_too()
    {
        string path = Path.Combine(_folder, "sum.jsonl.gz");
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("{\"line\":1}\n"u8);
        }

        // The last eight bytes are the checksum and the length.
        byte[] bytes = compressed.ToArray();
        bytes[^6] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.That(() => ReadAll(path), Throws.TypeOf<MalformedTraceException>().With.Message.Contains("the gzip data is damaged"));
    }

    [Test]
    public void BytesThatAreNoTextAreCalledSo()
    {
        string path = Path.Combine(_folder, "bytes.jsonl");
        File.WriteAllBytes(path, [0xef, 0x00, 0x01, 0xff]);

        Assert.That(() => ReadAll(path), Throws.TypeOf<MalformedTraceException>().With.Message.Contains("found data that is not text"));
    }

    private static int ReadAll(string path)
    {
        int lines = 0;
        using TraceFile file = TraceFile.Open(path);
        while (file.TryReadLine(out System.Text.Json.JsonDocument line))
        {
            line.Dispose();
            lines++;
        }

        return lines;
    }
}
