namespace FolioModel.Cli.Quiz;

/// <summary>Questions about reclaim: which pages go, and what a page that comes back finds.</summary>
internal static class ReclaimQuestions
{
    /// <summary>The pages that the next line evicts.</summary>
    public static QuizQuestion? Victims(QuizMoment moment, SplitMix dice)
    {
        if (moment.Next is not { } next || !next.StartsWith("shrink", StringComparison.Ordinal)
            || moment.PickFile(dice) is not var (name, file))
        {
            return null;
        }

        QuizMoment after = moment.After();
        ulong[] before = FoliosOf(moment.Snapshot.Files[file.Id]);
        ulong[] left = FoliosOf(after.Snapshot.Files[file.Id]);
        if (before.Length == 0)
        {
            return null;
        }

        // A dozen neighbours are enough to ask about, from a place where some go and some stay if there is one.
        int first = Math.Max(0, Math.Min(Array.FindIndex(before, b => left.Contains(b)) - 4, before.Length - 12));
        ulong[] asked = [.. before.Skip(first).Take(12)];
        return new QuizQuestion(
            after.Line,
            $"Line {after.Line} is '{next.Trim()}'. Which of the pages {asked[0]} to {asked[^1]} of '{name}' are no longer cached "
                + $"afterwards? (Page numbers)",
            AnswerForm.Set, AnswerText.Of(asked.Except(left).Select(static i => $"{i}")),
            [
                $"It gives: {after.Last.Result}. Reclaim asks for 32 pages at a time and takes from the tail of the inactive list.",
                "Active folios stay; folios that are dirty, locked or held by somebody else stay too.",
                .. after.Snapshot.Lists.Where(static l => l.Folios.Length > 0)
                    .Select(l => $"{l.List} afterwards, head first: {PagesOf(after, l)}"),
            ]);
    }

    /// <summary>Whether a page that is read again becomes active at once.</summary>
    public static QuizQuestion? Refault(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file)
            || moment.Snapshot.Files[file.Id].Entries.Values.Where(static e => e.Value is not null)
                .ToArray() is not { Length: > 0 } shadows)
        {
            return null;
        }

        EntrySnapshot shadow = shadows[dice.Below(shadows.Length)];
        if (moment.Try($"read {name} {shadow.Index.Value} 1") is not { } then)
        {
            return null;
        }

        long active = moment.Snapshot.Lists.Where(static l => l.List is LruListKind.ActiveFile).Sum(static l => l.Pages.Value);
        long distance = moment.Session.Machine.WorkingSet.DistanceOf(Shadow.Unpack(shadow.Value!.Value));
        bool activated = then.Machine.Snapshot().Counters["workingset activate"] > moment.Snapshot.Counters["workingset activate"];
        return QuizQuestion.YesNo(
            moment.Line, $"If page {shadow.Index.Value} of '{name}' were read again after line {moment.Line}, would it become active at "
                + $"once?", activated,
            $"Its refault distance is {distance} pages; the active file list has {active}. A folio whose distance is not larger than the "
                + $"working set becomes active.");
    }

    /// <summary>The distance of an eviction.</summary>
    public static QuizQuestion? Distance(QuizMoment moment, SplitMix dice)
    {
        if (moment.Snapshot.Generations.Length > 0 || moment.PickFile(dice) is not var (name, file)
            || moment.Snapshot.Files[file.Id].Entries.Values.Where(static e => e.Value is not null)
                .ToArray() is not { Length: > 0 } shadows)
        {
            return null;
        }

        EntrySnapshot shadow = shadows[dice.Below(shadows.Length)];
        Shadow unpacked = Shadow.Unpack(shadow.Value!.Value);
        long distance = moment.Session.Machine.WorkingSet.DistanceOf(unpacked);
        return new QuizQuestion(
            moment.Line,
            $"The shadow at index {shadow.Index.Value} of '{name}' has the age {unpacked.Eviction}; the clock of its list stands at "
                + $"{(long)unpacked.Eviction + distance}. What is the refault distance?",
            AnswerForm.Number, $"{distance}",
                ["The clock goes on by one with each page that is evicted or activated; the distance is how far it went since."]);
    }

    private static ulong[] FoliosOf(FileSnapshot file) =>
        [.. file.Entries.Values.Where(static e => e.Folio is not null).Select(static e => e.Index.Value)];

    private static string PagesOf(QuizMoment moment, LruListSnapshot list) =>
        string.Join(" ", list.Folios.Select(f => moment.Snapshot.Folios[f].Index.Value));
}
