using System.Globalization;
using CommunityToolkit.HighPerformance.Buffers;

namespace FolioModel.Cli.Conform;

/// <summary>Compares recorded values of any kind of recording with the model's, and counts them by field.</summary>
/// <param name="fields">Where to count.</param>
internal sealed class FieldComparer(ComparedFields fields)
{
    private const int MostShown = 40;

    /// <summary>Counts values that were compared elsewhere.</summary>
    /// <param name="field">The field.</param>
    /// <param name="values">How many.</param>
    public void Count(string field, long values = 1) => fields.Add(field, values);

    /// <summary>Compares two numbers.</summary>
    /// <param name="field">The field.</param>
    /// <param name="recorded">What the kernel did.</param>
    /// <param name="actual">What the model did.</param>
    public FieldDifference? Same(string field, long recorded, long actual)
    {
        fields.Add(field);
        return recorded == actual ? null : new FieldDifference(field, Show(recorded), Show(actual));
    }

    /// <summary>Compares two texts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="recorded">What the kernel did.</param>
    /// <param name="actual">What the model did.</param>
    public FieldDifference? Same(string field, string recorded, string actual)
    {
        fields.Add(field);
        return string.Equals(recorded, actual, StringComparison.Ordinal) ? null : new FieldDifference(field, recorded, actual);
    }

    /// <summary>Compares a number that recordings leave out where there is none.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="actual">What the model did, or null.</param>
    public FieldDifference? SameIfAny(RecordedLine line, string field, long? actual)
    {
        long? recorded = line.Has(field) ? RecordedNumbers.Number(line, field, line.Value(field)) : null;
        fields.Add(field);
        return recorded == actual ? null : new FieldDifference(field, Show(recorded), Show(actual));
    }

    /// <summary>Compares a number that recordings leave out where it is 0.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="actual">What the model did.</param>
    public FieldDifference? SameOrZero(RecordedLine line, string field, long actual) => SameIfAny(line, field, actual == 0 ? null : actual);

    /// <summary>Compares a text that recordings leave out where there is none.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="actual">What the model did, or null.</param>
    public FieldDifference? SameIfAny(RecordedLine line, string field, string? actual) =>
        Same(field, line.OptionalText(field) ?? "absent", actual ?? "absent");

    /// <summary>Compares lists of numbers, which recordings leave out where they are empty.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="actual">What the model did.</param>
    public FieldDifference? SameList(RecordedLine line, string field, ReadOnlySpan<long> actual)
    {
        using SpanOwner<long> recorded = RecordedNumbers.Read(line, field);
        return SameNumbers(field, recorded.Span, actual);
    }

    /// <summary>Compares lists of rows of numbers, which recordings leave out where they are empty.</summary>
    /// <param name="line">The object.</param>
    /// <param name="field">The field.</param>
    /// <param name="width">How many numbers a row has.</param>
    /// <param name="actual">What the model did: the rows one after the other.</param>
    public FieldDifference? SameRows(RecordedLine line, string field, int width, ReadOnlySpan<long> actual)
    {
        using SpanOwner<long> recorded = RecordedNumbers.ReadRows(line, field, width);
        return SameNumbers(field, recorded.Span, actual);
    }

    private FieldDifference? SameNumbers(string field, ReadOnlySpan<long> recorded, ReadOnlySpan<long> actual)
    {
        fields.Add(field, Math.Max(1, recorded.Length));
        return recorded.SequenceEqual(actual) ? null : new FieldDifference(field, Show(recorded), Show(actual));
    }

    private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "absent";

    private static string Show(ReadOnlySpan<long> numbers)
    {
        string shown = string.Join(", ", numbers[..Math.Min(numbers.Length, MostShown)].ToArray());
        return numbers.Length > MostShown ? $"[{shown}, ...]" : $"[{shown}]";
    }
}
