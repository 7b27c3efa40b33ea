using System.Globalization;

namespace FolioModel.Cli.Workloads;

/// <summary>Sizes of memory as people write them: <c>1G</c>, <c>100000p</c>, <c>10%</c>.</summary>
internal static class MemorySizes
{
    private const long MostPages = 1L << 30;

    /// <summary>Reads sizes, in pages.</summary>
    /// <param name="text">The sizes, separated by commas.</param>
    /// <param name="distinct">Counts the distinct pages of the trace; called only for percentages.</param>
    /// <exception cref="FormatException">A size cannot be used.</exception>
    public static long[] Parse(string text, Func<long> distinct)
    {
        Lazy<long> pages = new(distinct);
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(size => ParseOne("--memory", size, pages))];
    }

    /// <summary>Reads one size, in pages.</summary>
    /// <param name="where">The place of the size, for the complaint.</param>
    /// <param name="size">The size.</param>
    /// <param name="distinct">The distinct pages of the trace.</param>
    /// <exception cref="FormatException">The size cannot be used.</exception>
    public static long ParseOne(string where, string size, Lazy<long> distinct)
    {
        char unit = size.Length > 0 ? size[^1] : ' ';
        string number = unit == '%' || char.IsAsciiLetter(unit) ? size[..^1] : size;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) || value <= 0
            || value > MostPages * 4096m)
        {
            throw Bad(where, size);
        }

        decimal pages = unit switch
        {
            'p' => value,
            '%' => Math.Max(1, distinct.Value * value / 100),
            'K' or 'k' => value / 4,
            'M' or 'm' => value * 256,
            'G' or 'g' => value * 262_144,
            'T' or 't' => value * 268_435_456,
            _ => throw Bad(where, size),
        };
        return pages is >= 1 and <= MostPages ? (long)pages : throw Bad(where, size);
    }

    private static FormatException Bad(string where, string size) =>
        new($"{where}: expected a size such as 512M, 100000p or 10%, found '{size}'");
}
