using System.Buffers.Binary;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The 24-byte records of libCacheSim: u32 seconds, u64 object, u32 size, i64 next access; or the 27-byte ones with an operation. Each
/// object is a file of its own.
/// </summary>
public sealed class OracleGeneralReader : ITraceReader
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordBytes = 24;

    /// <summary>Bytes of a record with operation and nanoseconds.</summary>
    public const int OperationRecordBytes = 27;

    private const long Billion = 1_000_000_000;
    private const byte SetOperation = 3;
    private const byte DeleteOperation = 10;

    private readonly BinaryRecords _records;
    private readonly bool _hasOperation;

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <param name="hasOperation">Whether records have 27 bytes.</param>
    public OracleGeneralReader(TraceInput input, bool hasOperation = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        _records = new BinaryRecords(input, hasOperation ? OperationRecordBytes : RecordBytes, 0);
        _hasOperation = hasOperation;
    }

    /// <inheritdoc/>
    public string Format => _hasOperation ? "oracleGeneralOpNS" : "oracleGeneral";

    /// <inheritdoc/>
    public bool NamesObjects => true;

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        ReadOnlySpan<byte> bytes = _records.Take(requests.Length);
        return _hasOperation ? WithOperation(bytes, requests) : Plain(bytes, requests);
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private static int Plain(ReadOnlySpan<byte> bytes, Span<TraceRequest> requests)
    {
        int count = bytes.Length / RecordBytes;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * RecordBytes, RecordBytes);
            requests[i] = new TraceRequest(
                BinaryPrimitives.ReadUInt64LittleEndian(record[4..]), 0, BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
                BinaryPrimitives.ReadUInt32LittleEndian(record) * Billion, TraceOperation.Read);
        }

        return count;
    }

    private static int WithOperation(ReadOnlySpan<byte> bytes, Span<TraceRequest> requests)
    {
        int count = bytes.Length / OperationRecordBytes;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * OperationRecordBytes, OperationRecordBytes);
            byte operation = record[16];
            requests[i] = new TraceRequest(
                BinaryPrimitives.ReadUInt64LittleEndian(record[4..]), 0, BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
                (BinaryPrimitives.ReadUInt32LittleEndian(record) * Billion) + BinaryPrimitives.ReadUInt16LittleEndian(record[17..]),
                operation == DeleteOperation ? TraceOperation.Discard
                    : operation >= SetOperation ? TraceOperation.Write : TraceOperation.Read);
        }

        return count;
    }
}
