using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace FolioModel.Workloads.Reading;

/// <summary>Takes fields off the front of a line, with errors that name the field.</summary>
internal ref struct FieldParser(TextLines lines, ReadOnlySpan<byte> line)
{
    private readonly TextLines _lines = lines;
    private ReadOnlySpan<byte> _rest = line;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The bytes up to a separator, which is taken too; or all that is left.</summary>
    public ReadOnlySpan<byte> Until(byte separator)
    {
        int at = _rest.IndexOf(separator);
        ReadOnlySpan<byte> field = at < 0 ? _rest : _rest[..at];
        _rest = at < 0 ? default : _rest[(at + 1)..];
        return field;
    }

    /// <summary>The next word; blanks before and behind it are taken.</summary>
    public ReadOnlySpan<byte> Word()
    {
        _rest = _rest.TrimStart((byte)' ');
        int at = _rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = at < 0 ? _rest : _rest[..at];
        _rest = at < 0 ? default : _rest[at..].TrimStart(" \t"u8);
        return word;
    }

    public readonly long Number(ReadOnlySpan<byte> text, string field)
    {
        text = text.Trim((byte)' ');
        return Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number >= 0 ? number
            : throw Bad(text, field, "a number of 0 or more");
    }

    public readonly ulong Unsigned(ReadOnlySpan<byte> text, string field)
    {
        text = text.Trim((byte)' ');
        return Utf8Parser.TryParse(text, out ulong number, out int used) && used == text.Length ? number
            : throw Bad(text, field, "a number of 0 or more");
    }

    public readonly ulong Hexadecimal(ReadOnlySpan<byte> text, string field) =>
        Utf8Parser.TryParse(text, out ulong number, out int used, 'x') && used == text.Length ? number
            : throw Bad(text, field, "a hexadecimal number");

    /// <summary>Seconds with a fraction, in nanoseconds.</summary>
    public readonly long Seconds(ReadOnlySpan<byte> text, string field)
    {
        const int Digits = 9;
        text = text.Trim((byte)' ');
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> fraction = point < 0 ? default : text[(point + 1)..];
        ReadOnlySpan<byte> before = point < 0 ? text : text[..point];
        if (!Utf8Parser.TryParse(before, out long whole, out int used) || used != before.Length
            || whole < 0 || whole > long.MaxValue / 1_000_000_000 - 1)
        {
            throw Bad(text, field, "seconds");
        }

        long nanoseconds = 0;
        for (int i = 0; i < Digits; i++)
        {
            int digit = i < fraction.Length ? fraction[i] - '0' : 0;
            nanoseconds = digit is >= 0 and <= 9 ? (nanoseconds * 10) + digit : throw Bad(text, field, "seconds");
        }

        return (whole * 1_000_000_000) + nanoseconds;
    }

    /// <summary>A number in units of bytes or nanoseconds.</summary>
    public readonly long Scaled(ReadOnlySpan<byte> text, string field, long unit)
    {
        long number = Number(text, field);
        return number <= long.MaxValue / unit ? number * unit
            : throw Bad(text, field, string.Create(CultureInfo.InvariantCulture, $"a number of at most {long.MaxValue / unit}"));
    }

    /// <summary>Makes a request of a range that a file can have, and that a replay can cut into pages.</summary>
    public readonly TraceRequest Request(ulong file, long offset, long length, long nanoseconds, TraceOperation operation)
    {
        bool isLong = length > TraceRequest.MostBytes && operation is not (TraceOperation.Sync or TraceOperation.Discard);
        return length >= 0 && !isLong && offset <= long.MaxValue - length
            ? new TraceRequest(file, offset, length, nanoseconds, operation)
            : throw _lines.Malformed("length", string.Create(CultureInfo.InvariantCulture,
                $"expected at most {TraceRequest.MostBytes} bytes and a range below 2^63, found {length} bytes at offset {offset}"));
    }

    public readonly MalformedWorkloadException Bad(ReadOnlySpan<byte> text, string field, string expected)
    {
        const int Shown = 40;
        string found = text.IsEmpty ? "nothing" : $"'{Encoding.UTF8.GetString(text[..Math.Min(Shown, text.Length)])}'";
        return _lines.Malformed(field, string.Create(CultureInfo.InvariantCulture, $"expected {expected}, found {found}"));
    }
}
