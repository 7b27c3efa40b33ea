using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform;

/// <summary>Compares the recorded rows of folios with the model's, column by column.</summary>
/// <param name="compare">Where to count.</param>
/// <param name="columns">How many columns the recording has.</param>
internal sealed class RowComparer(FieldComparer compare, int columns)
{
    private const string Field = "f";

    /// <summary>Refuses a header that announces other columns.</summary>
    /// <param name="header">The trace's first line.</param>
    /// <param name="columns">How many columns there are to be.</param>
    public static void CheckColumns(RecordedLine header, int columns)
    {
        ReadOnlySpan<string> names = FolioRow.Names[..columns];
        int column = 0;
        foreach (JsonElement name in header.Array("cols").EnumerateArray())
        {
            if (column == columns || name.ValueKind != JsonValueKind.String || !name.ValueEquals(names[column]))
            {
                throw header.Malformed("cols", $"expected the columns {string.Join(", ", names!)}");
            }

            column++;
        }

        if (column != columns)
        {
            throw header.Malformed("cols", $"expected the columns {string.Join(", ", names!)}");
        }
    }

    /// <summary>The first difference, or null.</summary>
    /// <param name="line">The recorded operation.</param>
    /// <param name="rows">The model's folios after it.</param>
    public FieldDifference? Compare(RecordedLine line, IReadOnlyList<FolioRow> rows)
    {
        Span<long> recorded = stackalloc long[columns];
        RowReader reader = new(line, Field, columns);
        int number = 0;
        FieldDifference? difference = null;
        while (difference is null && reader.TryRead(recorded))
        {
            difference = number < rows.Count
                ? CompareRow(recorded, rows[number])
                : new FieldDifference($"f[{number}]", $"folio {recorded[0]}", "no folio");
            number++;
        }

        for (int column = 0; column < columns; column++)
        {
            compare.Count(FolioRow.FieldOf(column), number);
        }

        return difference is not null || number == rows.Count
            ? difference
            : new FieldDifference($"f[{number}]", "no folio", $"folio {rows[number].Known.Handle}", rows[number].Folio);
    }

    private static FieldDifference? CompareRow(ReadOnlySpan<long> recorded, FolioRow row)
    {
        for (int column = 0; column < recorded.Length; column++)
        {
            long actual = row.Value(column);
            if (recorded[column] != actual)
            {
                string name = FolioRow.Names[column];
                return new FieldDifference($"f[h={recorded[0]}].{name}", Show(name, recorded[column]), Show(name, actual), row.Folio);
            }
        }

        return null;
    }

    private static string Show(string column, long number) => column switch
    {
        "flags" => $"0x{number:x} ({FolioRow.DescribeFlags(number)})",
        "batches" or "xflags" => $"0x{number:x}",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };
}
