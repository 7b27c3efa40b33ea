using System.Globalization;

namespace FolioModel.Hugetlb;

/// <summary>The limits of a mount.</summary>
public sealed record HugetlbMountOptions
{
    /// <summary>The most that may be used (<c>size=</c>), in bytes, rounded down to huge pages; null for no limit.</summary>
    public long? MaximumBytes { get; init; }

    /// <summary>
    /// The amount that is reserved for the mount from the start (<c>min_size=</c>), in bytes, rounded down to huge pages; null for nothing.
    /// </summary>
    public long? MinimumBytes { get; init; }

    /// <summary>
    /// The maximum as a share of the pool's size at the time of mounting (<c>size=50%</c>), used instead of bytes; null for none.
    /// </summary>
    public int? MaximumPercent { get; init; }

    /// <summary>The minimum as a share of the pool's size at the time of mounting, used instead of bytes; null for none.</summary>
    public int? MinimumPercent { get; init; }

    /// <summary>The mount's name in reports.</summary>
    public string Name { get; init; } = "hugetlbfs";

    /// <summary>Reads options as <c>mount -o</c> takes them: <c>pagesize=2M,size=6M,min_size=50%</c>.</summary>
    /// <param name="text">The options, separated by commas. The page size is that of the pool mounted and is not looked at.</param>
    /// <exception cref="FormatException">An unknown option, or a number that is none; the message says which.</exception>
    public static HugetlbMountOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        HugetlbMountOptions options = new();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=', 2);
            string value = pair.Length > 1 ? pair[1] : "";
            options = (pair[0], value.EndsWith('%')) switch
            {
                ("pagesize", _) => options,
                ("size", false) => options with { MaximumBytes = ParseBytes(part, value) },
                ("size", true) => options with { MaximumPercent = (int)ParseBytes(part, value[..^1]) },
                ("min_size", false) => options with { MinimumBytes = ParseBytes(part, value) },
                ("min_size", true) => options with { MinimumPercent = (int)ParseBytes(part, value[..^1]) },
                _ => throw new FormatException($"unknown mount option '{part}'; expected pagesize=, size= or min_size="),
            };
        }

        return options;
    }

    /// <summary>The maximum in huge pages of a pool, or null.</summary>
    internal long? MaximumIn(HugePagePool pool) => InHugePages(pool, MaximumBytes, MaximumPercent);

    /// <summary>The minimum in huge pages of a pool, or null.</summary>
    internal long? MinimumIn(HugePagePool pool) => InHugePages(pool, MinimumBytes, MinimumPercent);

    private static long? InHugePages(HugePagePool pool, long? bytes, int? percent) =>
        percent is { } share ? pool.Target * share / 100 : bytes / pool.PageBytes;

    private static long ParseBytes(string option, string value)
    {
        const string Units = "KMGT";
        const int BitsPerUnit = 10;
        int unit = value.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(value[^1]), StringComparison.Ordinal);
        string digits = unit < 0 ? value : value[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number << (BitsPerUnit * (unit + 1))
            : throw new FormatException($"mount option '{option}': expected a number, perhaps with K, M, G, T or %");
    }
}
