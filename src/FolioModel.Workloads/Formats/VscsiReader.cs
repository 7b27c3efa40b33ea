using System.Buffers.Binary;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>SCSI commands as VMware's vscsiStats records them, version 1 (32 bytes) or 2 (40 bytes). One disk is one file.</summary>
public sealed class VscsiReader : ITraceReader
{
    /// <summary>Bytes of a record of version 1.</summary>
    public const int Version1Bytes = 32;

    /// <summary>Bytes of a record of version 2.</summary>
    public const int Version2Bytes = 40;

    private const int SectorShift = 9;

    /// <summary>The last sector from which the longest command does not go beyond the end of what an offset can tell.</summary>
    private const ulong LastSector = (ulong)(long.MaxValue - uint.MaxValue) >> SectorShift;

    private readonly BinaryRecords _records;
    private readonly bool _isVersion2;

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <param name="version">The version, 1 or 2.</param>
    public VscsiReader(TraceInput input, int version)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, 2);
        _isVersion2 = version == 2;
        _records = new BinaryRecords(input, _isVersion2 ? Version2Bytes : Version1Bytes, 0);
    }

    /// <inheritdoc/>
    public string Format => "vscsi";

    /// <summary>The version that the first record says it has, or 0.</summary>
    /// <param name="head">The first bytes of a trace.</param>
    public static int VersionOf(ReadOnlySpan<byte> head)
    {
        if (head.Length >= Version1Bytes && BinaryPrimitives.ReadUInt16LittleEndian(head[14..]) >> 8 == 1)
        {
            return 1;
        }

        return head.Length >= Version2Bytes && BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) >> 8 == 2 ? 2 : 0;
    }

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int size = _isVersion2 ? Version2Bytes : Version1Bytes;
        ReadOnlySpan<byte> bytes = _records.Take(requests.Length);
        int count = bytes.Length / size;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * size, size);
            ushort command = BinaryPrimitives.ReadUInt16LittleEndian(record[(_isVersion2 ? 0 : 12)..]);
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(record[16..]);
            if (block > LastSector)
            {
                throw _records.Malformed(bytes, i, "lbn", $"expected a sector of at most {LastSector}, found {block}");
            }

            requests[i] = new TraceRequest(0, (long)block << SectorShift,
                BinaryPrimitives.ReadUInt32LittleEndian(record[(_isVersion2 ? 8 : 4)..]),
                Saturating.Multiply(BinaryPrimitives.ReadUInt64LittleEndian(record[24..]), 1000),
                IsWrite(command) ? TraceOperation.Write : TraceOperation.Read);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    /// <summary>WRITE(6), WRITE(10), WRITE(12) and WRITE(16).</summary>
    private static bool IsWrite(ushort command) => (command & 0xff) is 0x0a or 0x2a or 0xaa or 0x8a;
}
