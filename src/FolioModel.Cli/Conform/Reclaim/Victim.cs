using System.Globalization;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>A page that was evicted.</summary>
/// <param name="Area">The file, or from <see cref="SequenceOperation.FirstAnonymous"/> on the anonymous memory of a process.</param>
/// <param name="Page">The page.</param>
/// <param name="Slot">The slot in swap that has its contents; 0 for a page of a file.</param>
internal readonly record struct Victim(int Area, uint Page, long Slot)
{
    /// <summary>Reads a token, <c>-PAGE[@FILE|@aPROCESS][:SLOT[:c]]</c>.</summary>
    /// <param name="token">The token.</param>
    /// <param name="area">The area of the operation, which a token without one means.</param>
    public static Victim Parse(string token, int area)
    {
        string[] parts = token[1..].Split(':');
        int at = parts[0].IndexOf('@', StringComparison.Ordinal);
        string page = at < 0 ? parts[0] : parts[0][..at];
        string place = at < 0 ? "" : parts[0][(at + 1)..];
        return new Victim(
            at < 0 ? area : place[0] == 'a' ? SequenceOperation.FirstAnonymous + Number(place[1..]) : Number(place),
            uint.Parse(page, CultureInfo.InvariantCulture),
            parts.Length > 1 ? Number(parts[1]) : 0);
    }

    public override string ToString()
    {
        string place = Area >= SequenceOperation.FirstAnonymous ? $"a{Area - SequenceOperation.FirstAnonymous}" : $"{Area}";
        return Slot > 0 ? $"-{Page}@{place}:{Slot}" : $"-{Page}@{place}";
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
