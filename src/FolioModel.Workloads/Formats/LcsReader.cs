using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// libCacheSim's <c>lcs</c>: a header of 1024 bytes that says, as a format of Python's <c>struct</c> and one-based field numbers, what each
/// record has. Each object is a file of its own.
/// </summary>
public sealed class LcsReader : ITraceReader
{
    /// <summary>The first eight bytes of a trace.</summary>
    public const ulong Magic = 0x123456789abcdef0;

    private const int HeaderBytes = 1024;
    private const int FormatBytes = 240;
    private const int FieldNumbersAt = 8 + FormatBytes;
    private const int ItemSizeAt = 1004;
    private const int EndMagicAt = 1016;
    private const int MostItemBytes = 256;

    private readonly BinaryRecords _records;
    private readonly (int At, int Size) _object;
    private readonly (int At, int Size) _size;
    private readonly (int At, int Size) _time;
    private readonly (int At, int Size) _operation;
    private readonly int _itemBytes;

    /// <summary>Reads the header.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <exception cref="MalformedWorkloadException">The header is not one of this format.</exception>
    public LcsReader(TraceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        byte[] header = new byte[HeaderBytes];
        int read = input.Read(header);
        if (read < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(EndMagicAt)) != Magic)
        {
            throw new MalformedWorkloadException(input.Name, "offset 0", "magic", "expected an lcs header of 1024 bytes");
        }

        string format = Encoding.ASCII.GetString(header, 8, FormatBytes).TrimEnd('\0').Trim();
        List<(int At, int Size)> fields = Layout(format, input.Name, out _itemBytes);
        uint declared = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(ItemSizeAt));
        if (declared != _itemBytes || _itemBytes is 0 or > MostItemBytes)
        {
            throw new MalformedWorkloadException(input.Name, $"offset {ItemSizeAt}", "item_size",
                $"expected {_itemBytes}, the size of '{format}', found {declared}");
        }

        _object = FieldOf(0, "obj_id");
        _size = FieldOf(1, "obj_size");
        _time = FieldOf(2, "time");
        _operation = header[FieldNumbersAt + 5] == 0 ? default : FieldOf(5, "op");
        _records = new BinaryRecords(input, _itemBytes, HeaderBytes);

        (int At, int Size) FieldOf(int which, string name)
        {
            int number = header[FieldNumbersAt + which];
            return number >= 1 && number <= fields.Count ? fields[number - 1]
                : throw new MalformedWorkloadException(input.Name, string.Create(CultureInfo.InvariantCulture,
                    $"offset {FieldNumbersAt + which}"), name, $"expected the number of one of {fields.Count} fields, found {number}");
        }
    }

    /// <inheritdoc/>
    public string Format => "lcs";

    /// <inheritdoc/>
    public bool NamesObjects => true;

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        ReadOnlySpan<byte> bytes = _records.Take(requests.Length);
        int count = bytes.Length / _itemBytes;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.Slice(i * _itemBytes, _itemBytes);
            bool isWrite = _operation.Size > 0 && (Number(record, _operation) & 0xff) is >= 3 and < 10;
            ulong size = Number(record, _size);
            if (size > TraceRequest.MostBytes)
            {
                throw _records.Malformed(bytes, i, "obj_size", $"expected at most {TraceRequest.MostBytes} bytes, found {size}");
            }

            requests[i] = new TraceRequest(Number(record, _object), 0, (long)size,
                Saturating.Multiply(Number(record, _time), 1_000_000_000), isWrite ? TraceOperation.Write : TraceOperation.Read);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private static ulong Number(ReadOnlySpan<byte> record, (int At, int Size) field) => field.Size switch
    {
        1 => record[field.At],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(record[field.At..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(record[field.At..]),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(record[field.At..]),
    };

    /// <summary>The places of the fields of a <c>struct</c> format; fields lie one behind the other.</summary>
    private static List<(int At, int Size)> Layout(string format, string file, out int bytes)
    {
        List<(int, int)> fields = [];
        bytes = 0;
        foreach (char letter in format.AsSpan().TrimStart("<=@"))
        {
            int size = letter switch
            {
                'b' or 'B' or 'c' or '?' => 1,
                'h' or 'H' => 2,
                'i' or 'I' or 'l' or 'L' or 'f' => 4,
                'q' or 'Q' or 'd' => 8,
                _ => throw new MalformedWorkloadException(file, "offset 8", "format",
                    $"expected letters of a little-endian struct format, found '{letter}' in '{format}'"),
            };
            fields.Add((bytes, size));
            bytes += size;
        }

        return fields;
    }
}
