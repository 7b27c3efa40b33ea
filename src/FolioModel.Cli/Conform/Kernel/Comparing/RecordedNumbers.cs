using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>Reads arrays of integers, and arrays of those.</summary>
internal static class RecordedNumbers
{
    /// <summary>An array of integers; empty when the field is absent.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    public static List<long> Read(RecordedLine line, string field)
    {
        List<long> numbers = [];
        if (line.Has(field))
        {
            foreach (JsonElement item in line.Array(field).EnumerateArray())
            {
                numbers.Add(Number(line, field, item));
            }
        }

        return numbers;
    }

    /// <summary>An array of arrays of integers, one after the other; empty when the field is absent.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="width">How many integers each has.</param>
    public static List<long> ReadRows(RecordedLine line, string field, int width)
    {
        List<long> numbers = [];
        if (line.Has(field))
        {
            foreach (JsonElement row in line.Array(field).EnumerateArray())
            {
                if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != width)
                {
                    throw line.Malformed(field, $"expected arrays of {width} integers");
                }

                foreach (JsonElement item in row.EnumerateArray())
                {
                    numbers.Add(Number(line, field, item));
                }
            }
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
