using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FolioModel.Files;

namespace FolioModel.Tests.Files;

/// <summary>Every readahead window of the recordings of a real kernel: which pages each read brings in.</summary>
/// <remarks>
/// Evictions are taken from the recording, so that nothing but readahead decides. A miss without a line in the recording brought in its own
/// page and nothing else. Not here: <c>ra_runs</c>, where pages go while a window looks which ones are there.
/// </remarks>
[TestFixture]
internal sealed class ReadaheadRecordingTests
{
    private const int HeaderBytes = 64;
    private const int OperationBytes = 8;
    private const int NoReadahead = 4;

    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "reclaim");

    [TestCase("ra_seq")]
    [TestCase("ra_seq_adv")]
    [TestCase("ra_reverse")]
    [TestCase("ra_stride2")]
    [TestCase("ra_stride3")]
    [TestCase("ra_stride8")]
    [TestCase("ra_stride17")]
    [TestCase("ra_stride33")]
    [TestCase("ra_two_fds")]
    [TestCase("ra_two_same_fd")]
    [TestCase("ra_zipf")]
    public void EveryReadBringsInThePagesThatTheKernelDid(string name)
    {
        byte[] sequence = Unpack(Path.Combine(Folder, $"{name}.seq.gz"));
        (Dictionary<int, string[]> events, byte[] hits) = Read(Path.Combine(Folder, $"{name}.mglru.jsonl.gz"));
        int files = (int)Word(sequence, 3);
        Machine machine = new(new MachineOptions { Pages = 1 << 16 });
        FileSystem system = new(machine, new FileSystemOptions { ReadAheadPages = (Word(sequence, 5) & NoReadahead) == 0 ? 32 : 0 });
        RegularFile[] cached = [.. Enumerable.Range(0, files).Select(
            i => system.CreateFile($"f{i}", (i == 0 ? 32768L : 16384L) << PageSize.Shift))];
        Dictionary<(int File, int Process), OpenFile> open = [];
        int reads = 0;
        for (int i = 0; i < (int)Word(sequence, 2); i++)
        {
            ReadOnlySpan<byte> record = sequence.AsSpan(HeaderBytes + i * OperationBytes, OperationBytes);
            long page = BinaryPrimitives.ReadUInt32LittleEndian(record);
            (int code, int file, int process, int argument) = (record[4], record[5], record[6], record[7]);
            if (!open.TryGetValue((file, process), out OpenFile? descriptor))
            {
                open.Add((file, process), descriptor = cached[file].Open());
            }

            // Pages that go while others come are still there when the read decides what to bring in.
            string[] tokens = events.GetValueOrDefault(i, []);
            int first = Array.FindIndex(tokens, static t => t[0] == '+');
            Evict(tokens.AsSpan(0, Math.Max(first, 0)), cached, file);
            Evict([.. tokens.Where(t => t[0] == '-' && tokens.Contains($"+{t[1..]}"))], cached, file);
            if (code == 5)
            {
                descriptor.Advise(0, 0, (FileAdvice)argument);
            }
            else if (code == 0)
            {
                reads++;
                List<long> expected = [.. tokens.Where(static t => t[0] == '+').Select(t => t.Length == 1 ? page : PageOf(t, file).Page)];
                if (expected.Count == 0 && (hits[i >> 3] >> (i & 7) & 1) == 0)
                {
                    expected.Add(page);
                }

                Assert.That(PagesOfRead(descriptor, page), Is.EqualTo(expected.Order()), $"operation {i}, a read of page {page}");
            }

            Evict(tokens.AsSpan(Math.Max(first, 0)), cached, file);
        }

        Assert.That(reads, Is.GreaterThan(500));
    }

    /// <summary>Reads a page, and tells which ones came: those near it that were not there before.</summary>
    private static List<long> PagesOfRead(OpenFile file, long page)
    {
        const int Near = 160;
        PageCache cache = file.File.Mapping.Pages;
        HashSet<long> before = [];
        for (long near = Math.Max(0, page - Near); near < page + Near; near++)
        {
            if (cache.Peek(new PageIndex((ulong)near)).IsFolio)
            {
                before.Add(near);
            }
        }

        long count = cache.Count.Value;
        file.Read(page << PageSize.Shift, PageSize.Bytes);
        List<long> came = [];
        for (long near = Math.Max(0, page - Near); near < page + Near; near++)
        {
            if (!before.Contains(near) && cache.Peek(new PageIndex((ulong)near)).IsFolio)
            {
                came.Add(near);
            }
        }

        Assert.That(came, Has.Count.EqualTo(cache.Count.Value - count), "a page came from afar");
        return came;
    }

    private static void Evict(ReadOnlySpan<string> tokens, RegularFile[] files, int own)
    {
        foreach (string token in tokens)
        {
            if (token[0] == '-')
            {
                (int file, long page) = PageOf(token, own);
                ByteOffset last = new(((page + 1) << PageSize.Shift) - 1);
                files[file].Mapping.Truncate(new ByteOffset(page << PageSize.Shift), last);
            }
        }
    }

    private static (int File, long Page) PageOf(string token, int own)
    {
        string[] parts = token[1..].Split('@');
        return (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : own,
            long.Parse(parts[0], CultureInfo.InvariantCulture));
    }

    private static uint Word(byte[] data, int number) => BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(number * 4));

    /// <summary>The events of the first boot, and its hit bits.</summary>
    private static (Dictionary<int, string[]> Events, byte[] Hits) Read(string path)
    {
        Dictionary<int, string[]> events = [];
        byte[]? hits = null;
        int traced = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(Unpack(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (!root.TryGetProperty("k", out JsonElement kind))
            {
                if (traced == 1)
                {
                    events.Add(root.GetProperty("i").GetInt32(), root.GetProperty("e").GetString()!.Split(' '));
                }

                continue;
            }

            traced += kind.GetString() == "events" ? 1 : 0;
            if (hits is null && kind.GetString() == "run" && root.TryGetProperty("hit_bits", out JsonElement bits))
            {
                hits = bits.GetBytesFromBase64();
            }
        }

        return (events, hits!);
    }

    private static byte[] Unpack(string path)
    {
        using GZipStream packed = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream data = new();
        packed.CopyTo(data);
        return data.ToArray();
    }
}
