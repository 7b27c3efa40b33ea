namespace FolioModel.Cli.Quiz;

/// <summary>Questions about operations that want a folio to themselves: would they succeed now, and who is in the way?</summary>
internal static class TrialQuestions
{
    /// <summary>
    /// The operations that are tried: for each the lamp that tells who is in the way, and the folios that it can be tried on.
    /// </summary>
    private static readonly (string Verb, string Lamp, Func<Folio, bool> Fits)[] s_trials =
    [
        ("split", "freeze", static f => f.Order.Value > 0 && f.IsLocked),
        ("migrate", "migrate", static f => f.Mapping is not null && Isolated(f)),
        ("reclaim", "reclaim", static f => f.Mapping is not null && Isolated(f)),
    ];

    public static QuizQuestion? Succeeds(QuizMoment moment, SplitMix dice)
    {
        if (TrialAt(moment, dice) is not { } trial)
        {
            return null;
        }

        return QuizQuestion.YesNo(
            moment.Line, $"Would '{trial.Line}' succeed after line {moment.Line}?", trial.Succeeds,
            [
                $"It gives: {trial.Result}.", .. moment.HistoryOf(trial.Name, trial.Folio),
                trial.InTheWay.Count > 0 ? $"In the way: {string.Join(", ", trial.InTheWay)}." : "Nothing else is in the way.",
            ]);
    }

    public static QuizQuestion? WhoIsInTheWay(QuizMoment moment, SplitMix dice)
    {
        if (TrialAt(moment, dice) is not { Succeeds: false, Unexpected.Count: > 0 } trial)
        {
            return null;
        }

        return new QuizQuestion(
            moment.Line, $"'{trial.Line}' would fail after line {moment.Line}. Whose references are more than it expects?", AnswerForm.Set,
            AnswerText.Of(trial.Unexpected), [$"It gives: {trial.Result}.", .. moment.HistoryOf(trial.Name, trial.Folio)])
        {
            Choices = QuizMoment.HolderNames,
        };
    }

    /// <summary>Whether guest memory can be converted.</summary>
    public static QuizQuestion? Converts(QuizMoment moment, SplitMix dice)
    {
        foreach (string guest in GuestsOf(moment))
        {
            AddressSpace file = moment.Session.Files[guest];
            if (file.Pages.Count.Value == 0)
            {
                continue;
            }

            ulong[] cached = [.. file.Pages.Entries().Select(static e => e.Index.Value)];
            string line = $"convert {guest} {cached[dice.Below(cached.Length)]} 1";
            if (moment.Try(line)?.History[^1].Result is not { } result)
            {
                continue;
            }

            return QuizQuestion.YesNo(
                moment.Line, $"Would '{line}' succeed after line {moment.Line}?", result == "success",
                $"It gives: {result}. Conversion wants the page cache's references alone.");
        }

        return null;
    }

    private static IEnumerable<string> GuestsOf(QuizMoment moment) => moment.Session.History
        .Select(static h => h.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static w => w is ["guest", _, ..])
            .Select(static w => w[1]);

    private static Trial? TrialAt(QuizMoment moment, SplitMix dice)
    {
        (string verb, string lamp, Func<Folio, bool> fits) = s_trials[dice.Below(s_trials.Length)];
        if (moment.Pick(dice, fits) is not var (name, folio) || moment.Try($"{verb} {name}") is not { } then)
        {
            return null;
        }

        string result = then.History[^1].Result;
        FolioSnapshot snapshot = moment.SnapshotOf(folio);
        IReadOnlyList<string> inTheWay = Lamp.Of(snapshot).Single(l => l.Name == lamp).InTheWay;
        string[] unexpected = Unexpected(verb, snapshot);
        return new Trial(name, folio, $"{verb} {name}", result,
            result == "success" || result.StartsWith($"{folio.Pages} pages", StringComparison.Ordinal))
        {
            InTheWay = inTheWay,
            Unexpected = unexpected,
        };
    }

    /// <summary>
    /// The holders that are more than an operation expects: split expects its caller's reference, the others an isolation.
    /// </summary>
    private static string[] Unexpected(string verb, FolioSnapshot folio)
    {
        bool isExpected = false;
        List<string> extra = [];
        foreach (ReferenceHolder holder in folio.Holders.Where(static h => h.Class != HolderClass.Expected))
        {
            bool isOwn = verb == "split"
                ? holder.Kind == HolderKind.Lookup || holder.Kind == HolderKind.Allocation
                : holder.Kind == HolderKind.Isolation;
            int count = holder.Count - (isOwn && !isExpected ? 1 : 0);
            isExpected |= isOwn;
            if (count > 0)
            {
                extra.Add($"{holder.Kind.Name} {count}");
            }
        }

        return [.. extra];
    }

    private static bool Isolated(Folio folio) => folio.Holders.Any(static h => h.Kind == HolderKind.Isolation);

    /// <summary>An operation that was tried, and what it gave.</summary>
    private sealed record Trial(string Name, Folio Folio, string Line, string Result, bool Succeeds)
    {
        public IReadOnlyList<string> InTheWay { get; init; } = [];

        public IReadOnlyList<string> Unexpected { get; init; } = [];
    }
}
