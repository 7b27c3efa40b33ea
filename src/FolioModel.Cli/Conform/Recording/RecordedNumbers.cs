using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Cli.Conform;

/// <summary>Reads arrays of integers, and arrays of those, into pooled memory.</summary>
internal static class RecordedNumbers
{
    /// <summary>An array of integers; empty when the field is absent.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    public static SpanOwner<long> Read(RecordedLine line, string field)
    {
        if (!line.Has(field))
        {
            return SpanOwner<long>.Empty;
        }

        JsonElement array = line.Array(field);
        SpanOwner<long> numbers = SpanOwner<long>.Allocate(array.GetArrayLength());
        int count = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            numbers.Span[count++] = Number(line, field, item);
        }

        return numbers;
    }

    /// <summary>An array of arrays of integers, one after the other; empty when the field is absent.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="width">How many integers each has.</param>
    public static SpanOwner<long> ReadRows(RecordedLine line, string field, int width)
    {
        if (!line.Has(field))
        {
            return SpanOwner<long>.Empty;
        }

        int rows = line.Array(field).GetArrayLength();
        SpanOwner<long> numbers = SpanOwner<long>.Allocate(rows * width);
        RowReader reader = new(line, field, width);
        for (int row = 0; row < rows; row++)
        {
            reader.TryRead(numbers.Span.Slice(row * width, width));
        }

        return numbers;
    }

    /// <summary>An integer: signed, or unsigned with the same bits.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="item">The value.</param>
    public static long Number(RecordedLine line, string field, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Number)
        {
            if (item.TryGetInt64(out long number))
            {
                return number;
            }

            if (item.TryGetUInt64(out ulong unsigned))
            {
                return unchecked((long)unsigned);
            }
        }

        throw line.Malformed(field, $"expected integers of at most 64 bits, found {item.GetRawText()}");
    }
}
