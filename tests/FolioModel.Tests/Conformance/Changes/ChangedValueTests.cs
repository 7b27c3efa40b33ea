using System.Text;

namespace FolioModel.Tests.Conformance;

/// <summary>
/// Calibration of all replayers at once: every kind of value in every family of recordings is changed in every way, one at a time, and each
/// change must be reported: as a difference, as something missing, or as malformed.
/// </summary>
[TestFixture]
public sealed class ChangedValueTests
{
    /// <summary>The same result may follow from another argument: one of so many places must show that the argument is used.</summary>
    private const int PlacesTried = 12;

    [Test]
    public void EveryChangeOfEveryKindOfValueIsReported()
    {
        Dictionary<string, List<(SampleTrace Trace, int Line, string Changed)>> places = [];
        foreach (SampleTrace trace in SampleTraces.All())
        {
            Collect(trace, places);
        }

        StringBuilder unnoticed = new();
        int noticed = 0;
        foreach ((string change, List<(SampleTrace Trace, int Line, string Changed)> candidates) in places)
        {
            if (candidates.Exists(static place => place.Trace.IsNoticed(place.Line, place.Changed)))
            {
                noticed++;
            }
            else if (!UnnoticeableValues.Explain(change))
            {
                unnoticed.AppendLine(change);
            }
        }

        TestContext.Out.WriteLine($"{places.Count} kinds of changes, {noticed} noticed");
        Assert.That(unnoticed.ToString(), Is.Empty, "these values can be changed without a word");
    }

    private static void Collect(SampleTrace trace, Dictionary<string, List<(SampleTrace, int, string)>> places)
    {
        for (int line = 0; line < trace.Lines.Count; line++)
        {
            int number = line;
            foreach ((RecordedChange change, Func<string> apply) in RecordedChange.Of(trace.Lines[line], trace.Format == "xarray", Wanted))
            {
                places.TryAdd(Name(trace, change), []);
                places[Name(trace, change)].Add((trace, number, apply()));
            }
        }

        bool Wanted(RecordedChange change) =>
            !places.TryGetValue(Name(trace, change), out List<(SampleTrace, int, string)>? known) || (change.IsArgument && known.Count < PlacesTried);
    }

    /// <summary>
    /// What is changed, as far as replayers tell it apart: another value in each family, the other ways once for each kind of recording;
    /// arguments with their operation.
    /// </summary>
    private static string Name(SampleTrace trace, RecordedChange change) =>
        change.IsArgument || change.Operation is "trace" or "begin" or "end" or "calls" or "note"
            ? $"{trace.Format}: {change.Operation} {change.Path} {change.Kind}"
            : change.Kind == ChangeKind.OtherValue
                ? $"{trace.Format} {trace.Family}: {change.Path} {change.Kind}"
                : $"{trace.Format}: {change.Path} {change.Kind}";
}
