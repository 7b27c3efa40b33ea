using System.Buffers.Binary;
using System.IO.Compression;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>An access sequence (<c>.seq.gz</c>): what the recorder did, and in which group.</summary>
internal sealed class AccessSequence
{
    private const int HeaderBytes = 64;
    private const int OperationBytes = 8;
    private const uint Version = 1;

    private AccessSequence(string path, ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderBytes || !data[..4].SequenceEqual("RSEQ"u8) || At(data, 1) != Version)
        {
            throw new MalformedTraceException(path, 0, "", "not an access sequence of version 1");
        }

        int count = (int)At(data, 2);
        Files = (int)At(data, 3);
        Processes = (int)At(data, 4);
        Flags = (SequenceFlags)At(data, 5);
        MaxPages = At(data, 7);
        HighPages = At(data, 8);
        if (data.Length < HeaderBytes + (count * OperationBytes))
        {
            throw new MalformedTraceException(path, 0, "", $"{count} operations announced, but the file is too short for them");
        }

        SequenceOperation[] operations = new SequenceOperation[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = data.Slice(HeaderBytes + (i * OperationBytes), OperationBytes);
            operations[i] = new SequenceOperation(
                BinaryPrimitives.ReadUInt32LittleEndian(record), (SequenceCode)record[4], record[5], record[6], record[7]);
        }

        Operations = operations;
    }

    public int Files { get; }

    public int Processes { get; }

    public SequenceFlags Flags { get; }

    /// <summary>Pages of the group's <c>memory.max</c>; 0 for none.</summary>
    public long MaxPages { get; }

    /// <summary>Pages of the group's <c>memory.high</c>; 0 for none.</summary>
    public long HighPages { get; }

    public IReadOnlyList<SequenceOperation> Operations { get; }

    /// <summary>Reads the sequence that a recording belongs to: it lies beside it.</summary>
    /// <param name="recording">Path of the recording.</param>
    /// <param name="name">Name of the sequence.</param>
    public static AccessSequence ReadBeside(string recording, string name)
    {
        string path = Path.Combine(Path.GetDirectoryName(recording) ?? "", name + ".seq.gz");
        try
        {
            using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
            using MemoryStream data = new();
            stream.CopyTo(data);
            return new AccessSequence(path, data.GetBuffer().AsSpan(0, (int)data.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new MalformedTraceException(path, 0, "", e.Message);
        }
    }

    private static uint At(ReadOnlySpan<byte> data, int word) => BinaryPrimitives.ReadUInt32LittleEndian(data[(word * sizeof(uint))..]);
}
