using System.Globalization;

namespace FolioModel.Cli.Check;

/// <summary>A part of a campaign.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">Of how many.</param>
internal readonly record struct Shard(int Number, int Count)
{
    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shard">The shard.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out Shard shard)
    {
        string[] parts = text.Split('/');
        shard = default;
        if (parts.Length != 2 || !TryRead(parts[0], out int number) || !TryRead(parts[1], out int count) || number < 1 || number > count)
        {
            return false;
        }

        shard = new Shard(number, count);
        return true;
    }

    public override string ToString() => $"{Number}/{Count}";

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
