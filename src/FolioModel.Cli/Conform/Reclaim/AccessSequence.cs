using System.Buffers.Binary;
using System.IO.Compression;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>An access sequence (<c>.seq.gz</c>): what the recorder did, and in which group.</summary>
internal sealed class AccessSequence
{
    /// <summary>The word of the header that the sizes of the processes' anonymous memory begin at, behind those of four files.</summary>
    private const int AnonymousWord = 14;

    private AccessSequence(string path, ReadOnlySpan<byte> data)
    {
        if (data.Length < sizeof(uint) * 2 || !data[..4].SequenceEqual("RSEQ"u8) || At(data, 1) is not (1 or 2))
        {
            throw new MalformedTraceException(path, 0, "", "not an access sequence of version 1 or 2");
        }

        bool second = At(data, 1) == 2;
        int headerBytes = second ? 96 : 64;
        int operationBytes = second ? 12 : 8;
        int count = data.Length < headerBytes ? 0 : (int)At(data, 2);
        if (data.Length < headerBytes + (count * operationBytes))
        {
            throw new MalformedTraceException(path, 0, "", $"{count} operations announced, but the file is too short for them");
        }

        Files = (int)At(data, 3);
        Processes = (int)At(data, 4);
        Flags = (SequenceFlags)At(data, 5);
        MaxPages = At(data, 7);
        HighPages = At(data, 8);
        FilePages = [At(data, 10), At(data, 11), At(data, 12), At(data, 13)];
        if (second)
        {
            AnonymousPages =
            [
                At(data, AnonymousWord), At(data, AnonymousWord + 1), At(data, AnonymousWord + 2), At(data, AnonymousWord + 3),
            ];
            SwapPages = At(data, 18);
            SwapMaxPages = At(data, 19);
            Swappiness = (int)At(data, 20);
            PageCluster = (int)At(data, 21);
        }

        SequenceOperation[] operations = new SequenceOperation[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = data.Slice(headerBytes + (i * operationBytes), operationBytes);
            uint page = BinaryPrimitives.ReadUInt32LittleEndian(record);
            uint length = second ? BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) : 1;
            record = record[(second ? 8 : 4)..];
            operations[i] = new SequenceOperation(page, length, (SequenceCode)record[0], record[1], record[2], record[3]);
        }

        Operations = operations;
    }

    public int Files { get; }

    public int Processes { get; }

    /// <summary>How many pages of each file the sequence uses.</summary>
    public IReadOnlyList<long> FilePages { get; }

    public SequenceFlags Flags { get; }

    /// <summary>Pages of the group's <c>memory.max</c>; 0 for none.</summary>
    public long MaxPages { get; }

    /// <summary>Pages of the group's <c>memory.high</c>; 0 for none.</summary>
    public long HighPages { get; }

    /// <summary>Pages of each process's anonymous memory; none for a process without.</summary>
    public IReadOnlyList<long> AnonymousPages { get; } = [];

    /// <summary>Pages of the swap area; 0 for none.</summary>
    public long SwapPages { get; }

    /// <summary>Pages of the group's <c>memory.swap.max</c>; 0 for no limit.</summary>
    public long SwapMaxPages { get; }

    /// <summary>The machine's <c>vm.swappiness</c>.</summary>
    public int Swappiness { get; } = 60;

    /// <summary>The machine's <c>vm.page-cluster</c>.</summary>
    public int PageCluster { get; }

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
