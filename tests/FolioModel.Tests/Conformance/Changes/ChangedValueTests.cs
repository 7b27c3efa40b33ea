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
    private const int PlacesTried = 80;

    /// <summary>So many lines of a trace are looked at that are alike in their operation and fields.</summary>
    private const int LinesAlike = 8;

    /// <summary>A plain run makes one of so many kinds of changes.</summary>
    private const int Share = 64;

    [Test]
    public void EveryChangeOfEveryKindOfValueIsReported()
    {
        Dictionary<string, List<Place>> places = [];
        foreach (SampleTrace trace in Thoroughness.Sample(SampleTraces.All(), every: 4))
        {
            Collect(trace, places);
        }

        StringBuilder unnoticed = new();
        int noticed = 0;
        foreach ((string change, List<Place> candidates) in places)
        {
            if (candidates.Exists(static place => place.IsNoticed()))
            {
                noticed++;
            }
            else if (!UnnoticeableValues.Explain(change))
            {
                unnoticed.AppendLine(change);
            }
        }

        TestContext.Out.WriteLine($"{places.Count} kinds of changes, {noticed} noticed");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(unnoticed.ToString(), Is.Empty, "these values can be changed without a word");
            Assert.That(noticed, Is.GreaterThan(Thoroughness.Of(full: 5000, quick: 5000 / Share / 8)), "hardly any value was changed");
        }
    }

    private static void Collect(SampleTrace trace, Dictionary<string, List<Place>> places)
    {
        Dictionary<string, int> seen = [];
        for (int line = 0; line < trace.Lines.Count; line++)
        {
            string shape = SampleTraces.ShapeOf(trace.Lines[line]);
            seen[shape] = seen.GetValueOrDefault(shape) + 1;
            if (seen[shape] > LinesAlike)
            {
                continue;
            }

            int number = line;
            foreach ((RecordedChange change, _) in RecordedChange.Of(trace.Lines[line], trace.Format == "xarray", Wanted))
            {
                if (!IsChosen(Name(trace, change)))
                {
                    continue;
                }

                places.TryAdd(Name(trace, change), []);
                places[Name(trace, change)].Add(new Place(trace, number, change));
            }
        }

        bool Wanted(RecordedChange change) =>
            !places.TryGetValue(Name(trace, change), out List<Place>? known)
            || (change.IsArgument && known.Count < PlacesTried && known.Count(place => place.Trace == trace) < LinesAlike);
    }

    /// <summary>
    /// The changes, as far as replayers tell them apart: another value in each family, the other ways once for each kind of recording;
    /// arguments with their operation.
    /// </summary>
    private static string Name(SampleTrace trace, RecordedChange change) =>
        change.IsArgument || change.Operation is "end" or "note"
            ? $"{FormatOf(trace, change)}: {change.Operation} {change.Path} {NearOrFar(change.Kind)}"
            : change.Kind == ChangeKind.OtherValue
                ? $"{trace.Format} {trace.Family}: {change.Path} {change.Kind}"
                : $"{trace.Format}: {change.Path} {change.Kind}";

    /// <summary>The choice depends on the name alone, so that a plain run makes the same changes each time.</summary>
    private static bool IsChosen(string name) => Thoroughness.IsFull || name.Sum(static c => c) % Share == 0;

    private static ChangeKind NearOrFar(ChangeKind kind) => kind == ChangeKind.FarValue ? ChangeKind.OtherValue : kind;

    /// <summary>The folios of a guest_memfd are shown as those of any traced file.</summary>
    private static string FormatOf(SampleTrace trace, RecordedChange change) =>
        trace.Format == "calls" && change.Operation is "truncate" or "put" or "get" or "state" ? "kernel" : trace.Format;

    /// <summary>Where a change can be made.</summary>
    private readonly record struct Place(SampleTrace Trace, int Line, RecordedChange Change)
    {
        public bool IsNoticed()
        {
            RecordedChange change = Change;
            string changed = RecordedChange.Of(Trace.Lines[Line], Trace.Format == "xarray", c => c == change).First().Apply();
            return Trace.IsNoticed(Line, changed);
        }
    }
}
