namespace FolioModel.Cli.Quiz;

/// <summary>Questions about LRU lists and batches.</summary>
internal static class LruQuestions
{
    private const string InBatch = "no list, it waits in a batch";
    private const string Nowhere = "no list";

    private static readonly string[] s_places = ["the inactive list", "the active list", "the unevictable list", InBatch, Nowhere];

    public static QuizQuestion? List(QuizMoment moment, SplitMix dice)
    {
        if (moment.Snapshot.Generations.Length > 0 || moment.Pick(dice) is not var (name, folio))
        {
            return null;
        }

        return new QuizQuestion(
            moment.Line, $"On which list is {name} after line {moment.Line}?", AnswerForm.Choice, PlaceOf(moment.Snapshot, folio),
            WhyOf(moment.Snapshot, name, folio))
        {
            Choices = s_places,
        };
    }

    /// <summary>The list that a folio would be on after another use.</summary>
    public static QuizQuestion? NextList(QuizMoment moment, SplitMix dice)
    {
        if (moment.Snapshot.Generations.Length > 0 || moment.Pick(dice, static f => !f.Has(FolioFlags.Unevictable)) is not var (name, _))
        {
            return null;
        }

        string[] lines = dice.Below(2) == 0 ? [$"access {name}", "drain all"] : [$"access {name}", $"access {name}", "drain all"];
        if (moment.Try(lines) is not { } then || !then.Folios.TryGetValue(name, out Folio folio))
        {
            return null;
        }

        MachineSnapshot snapshot = then.Machine.Snapshot();
        string what = string.Join("; ", lines);
        return new QuizQuestion(
            moment.Line, $"If '{what}' ran after line {moment.Line}, on which list would {name} be?", AnswerForm.Choice,
            PlaceOf(snapshot, folio),
            [
                .. WhyOf(moment.Snapshot, name, moment.Session.Folios[name]).Select(static w => $"before: {w}"),
                .. WhyOf(snapshot, name, folio).Select(static w => $"then: {w}"),
                "The first use sets Referenced; a use of a folio that is Referenced moves it to the active list.",
            ])
        {
            Choices = s_places,
        };
    }

    /// <summary>The order of a list.</summary>
    public static QuizQuestion? Order(QuizMoment moment, SplitMix dice)
    {
        LruListSnapshot[] lists =
            [.. moment.Snapshot.Lists.Where(static l =>
                l.Folios.Length is > 1 and < 9 && l.List is LruListKind.InactiveFile or LruListKind.ActiveFile)];
        if (lists.Length == 0 || moment.Session.Files.Count != 1)
        {
            return null;
        }

        LruListSnapshot list = lists[dice.Below(lists.Length)];
        if (list.Folios.Any(f => moment.Snapshot.Folios[f].FileId == 0))
        {
            return null;
        }

        string[] pages = [.. list.Folios.Select(f => $"{moment.Snapshot.Folios[f].Index.Value}")];
        return new QuizQuestion(
            moment.Line,
            $"Which pages of the file are on the {(list.List == LruListKind.InactiveFile ? "inactive" : "active")} list after line "
                + $"{moment.Line}, from head to tail? (Page numbers)",
            AnswerForm.Sequence, AnswerText.Of(pages),
                ["The folio that was put on the list last is at its head; reclaim takes from the tail."]);
    }

    /// <summary>The number of folios that wait in a batch.</summary>
    public static QuizQuestion? Batch(QuizMoment moment, SplitMix dice)
    {
        int cpu = dice.Below(Math.Min(2, moment.Snapshot.Cpus));
        int waiting = moment.Snapshot.Batches.Where(b => b.Cpu == cpu && b.Kind == LruBatchKind.Add).Sum(static b => b.Folios.Length);
        return moment.Folios.Count == 0 && waiting == 0 ? null
            : new QuizQuestion(
                moment.Line, $"How many folios wait in the lru_add batch of CPU {cpu} after line {moment.Line}?", AnswerForm.Number,
                $"{waiting}", ["A new folio waits in the batch of the CPU that added it. Each slot holds a reference until the batch is "
                    + "drained."]);
    }

    private static string PlaceOf(MachineSnapshot snapshot, Folio folio) =>
        folio.Has(FolioFlags.Unevictable) && folio.Has(FolioFlags.Lru) ? s_places[2]
        : snapshot.Lists.FirstOrDefault(l => l.Folios.Contains(folio.Pfn)) is { } list
            ? list.List is LruListKind.ActiveAnon or LruListKind.ActiveFile ? s_places[1] : s_places[0]
        : snapshot.Batches.Any(b => b.Folios.Contains(folio.Pfn)) ? InBatch
        : Nowhere;

    private static string[] WhyOf(MachineSnapshot snapshot, string name, Folio folio)
    {
        string batches = string.Join(
            " and ", snapshot.Batches.Where(b => b.Folios.Contains(folio.Pfn)).Select(static b => $"the {b.Kind} batch of CPU {b.Cpu}"));
        return [$"{name} is on {PlaceOf(snapshot, folio)}{(batches.Length > 0 ? $" ({batches})" : "")}, flags {folio.Flags}."];
    }
}
