namespace FolioModel.Cli.Quiz;

/// <summary>Questions about counts, holders and flags.</summary>
internal static class CountQuestions
{
    private static readonly FolioFlags[] s_flags =
        [FolioFlags.Locked, FolioFlags.Dirty, FolioFlags.Referenced, FolioFlags.Active, FolioFlags.Writeback, FolioFlags.Lru];

    public static QuizQuestion? Count(QuizMoment moment, SplitMix dice) => moment.Pick(dice) is not var (name, folio) ? null
        : new QuizQuestion(
            moment.Line, $"What is the reference count of {name} after line {moment.Line}?", AnswerForm.Number, $"{folio.RefCount}",
            moment.HistoryOf(name, folio));

    public static QuizQuestion? Holders(QuizMoment moment, SplitMix dice) => moment.Pick(dice) is not var (name, folio) ? null
        : new QuizQuestion(
            moment.Line, $"Who holds the references of {name} after line {moment.Line}, and how many each?", AnswerForm.Set,
            AnswerText.Of(QuizMoment.HoldersOf(folio)), moment.HistoryOf(name, folio))
        {
            Choices = QuizMoment.HolderNames,
        };

    /// <summary>By how much the next line changes a count.</summary>
    public static QuizQuestion? Change(QuizMoment moment, SplitMix dice)
    {
        if (moment.Next is null || moment.Pick(dice) is not var (name, folio))
        {
            return null;
        }

        QuizMoment after = moment.After();
        if (!IsAbout(moment.Next, name) && dice.Below(4) > 0)
        {
            return null;
        }

        if (!after.Session.Folios.TryGetValue(name, out Folio then) || then.Pfn != folio.Pfn
            || after.SnapshotOf(then).Life != moment.SnapshotOf(folio).Life)
        {
            return null;
        }

        return new QuizQuestion(
            after.Line, $"By how much does line {after.Line} change the count of {name}?", AnswerForm.Number,
            $"{then.RefCount - folio.RefCount}", after.HistoryOf(name, then));
    }

    private static bool IsAbout(string line, string name) =>
        line.Split(' ').Contains(name) || line.Contains("drain", StringComparison.Ordinal);

    /// <summary>Whether a put frees its folio.</summary>
    public static QuizQuestion? Frees(QuizMoment moment, SplitMix dice)
    {
        string[] words = moment.Next?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        int verb = words.Length > 0 && words[0].EndsWith(':') ? 1 : 0;
        if (words.Length != verb + 2 || words[verb] != "put" || !moment.Session.Folios.TryGetValue(words[verb + 1], out Folio folio))
        {
            return null;
        }

        bool freed = !moment.After().Session.Folios.ContainsKey(words[verb + 1]);
        return QuizQuestion.YesNo(
            moment.Line + 1, $"Does line {moment.Line + 1} ({moment.Next!.Trim()}) free the folio?", freed,
            [.. moment.HistoryOf(words[verb + 1], folio),
                freed ? "It was the last reference." : "A put drops one reference; others are left."]);
    }

    public static QuizQuestion? Flag(QuizMoment moment, SplitMix dice)
    {
        FolioFlags flag = s_flags[dice.Below(s_flags.Length)];
        if (moment.Pick(dice) is not var (name, folio))
        {
            return null;
        }

        string flags = folio.Flags == FolioFlags.None ? "no flags" : folio.Flags.ToString();
        return QuizQuestion.YesNo(
            moment.Line, $"Does {name} have the flag {flag} after line {moment.Line}?", folio.Flags.HasFlag(flag),
            $"{name} has {flags}. A flag is no reference.");
    }

    /// <summary>The difference between mappings and references.</summary>
    public static QuizQuestion? Mapped(QuizMoment moment, SplitMix dice) =>
        moment.Pick(dice, static f => f.MapCount > 0 || f.MaybePinned) is not var (name, folio) ? null
        : new QuizQuestion(
            moment.Line, $"How many page-table entries map {name} after line {moment.Line}?", AnswerForm.Number, $"{folio.MapCount}",
            [.. moment.HistoryOf(name, folio), "The mapcount counts page-table entries; each of them holds a reference besides."]);
}
