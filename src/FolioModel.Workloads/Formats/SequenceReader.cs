using System.Buffers.Binary;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The access sequences that the recordings of reclaim were made with: a header of 64 bytes, then records of eight bytes.
/// </summary>
public sealed class SequenceReader : ITraceReader
{
    private const int HeaderBytes = 64;
    private const int RecordBytes = 8;
    private const int MaxPagesAt = 28;

    private readonly BinaryRecords _records;
    private long _nanoseconds;

    /// <summary>Reads the header.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <exception cref="MalformedWorkloadException">The header is not one of this format.</exception>
    public SequenceReader(TraceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        byte[] header = new byte[HeaderBytes];
        if (input.Read(header) < HeaderBytes || !header.AsSpan().StartsWith("RSEQ"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)) != 1)
        {
            throw new MalformedWorkloadException(input.Name, "offset 0", "magic", "expected RSEQ and version 1");
        }

        MaxPages = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(MaxPagesAt));
        _records = new BinaryRecords(input, RecordBytes, HeaderBytes);
    }

    /// <summary>The limit of the memory control group in the recording, in pages; 0 for none.</summary>
    public long MaxPages { get; }

    /// <inheritdoc/>
    public string Format => "seq";

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count == 0)
        {
            ReadOnlySpan<byte> bytes = _records.Take(requests.Length);
            if (bytes.IsEmpty)
            {
                return 0;
            }

            for (int i = 0; i < bytes.Length / RecordBytes; i++)
            {
                ReadOnlySpan<byte> record = bytes.Slice(i * RecordBytes, RecordBytes);
                uint page = BinaryPrimitives.ReadUInt32LittleEndian(record);
                if (record[4] == 7)
                {
                    _nanoseconds = Saturating.Add(_nanoseconds, page * 1_000_000L);
                }
                else if (record[4] <= 4)
                {
                    requests[count++] = new TraceRequest(record[5], (long)page << PageSize.Shift, record[4] == 4 ? 0 : PageSize.Bytes,
                        _nanoseconds, OperationOf(record[4]));
                }
                else if (record[4] is not (5 or 6 or 8))
                {
                    throw _records.Malformed(bytes, i, "code", $"expected 0 to 8, found {record[4]}");
                }
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private static TraceOperation OperationOf(byte code) => code switch
    {
        0 => TraceOperation.Read,
        1 => TraceOperation.Write,
        2 => TraceOperation.Load,
        3 => TraceOperation.Store,
        _ => TraceOperation.Sync,
    };
}
