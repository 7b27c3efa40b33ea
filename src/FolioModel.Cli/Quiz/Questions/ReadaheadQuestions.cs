using System.Globalization;

namespace FolioModel.Cli.Quiz;

/// <summary>Questions about reads of a file on a disk: which pages come, who waits, and which page carries the mark.</summary>
internal static class ReadaheadQuestions
{
    private static readonly string[] s_rules =
    [
        "A read that meets a marked page starts the next window, and does not wait for it.",
        "A read of a page that is not there waits. A window comes at page 0, right behind the last read, and behind more cached pages "
            + "than are read.",
        "Otherwise, and under the advice random, what is asked for comes alone.",
    ];

    private static readonly string[] s_waits = ["it waits for the disk", "it finds every page that it wants"];

    /// <summary>How many pages the next line brings in.</summary>
    public static QuizQuestion? PagesThatCome(QuizMoment moment, SplitMix dice)
    {
        if (Next(moment) is not var (line, file))
        {
            return null;
        }

        FileSnapshot then = moment.After().Snapshot.Files[file.Id];
        return new QuizQuestion(
            moment.Line, $"How many pages come from the disk with '{line}' in line {moment.Line + 1}?", AnswerForm.Number,
            $"{then.Entries.Count - file.Entries.Count}",
            [$"Before: {CachedIn(file)} cached, {MarksIn(moment.Snapshot, file)}. Then: {CachedIn(then)} cached.", .. s_rules]);
    }

    /// <summary>Whether the next line finds what it wants.</summary>
    public static QuizQuestion? Waits(QuizMoment moment, SplitMix dice)
    {
        if (Next(moment) is not var (line, file))
        {
            return null;
        }

        (int first, int count) = PagesOf(line);
        int[] absent = [.. Enumerable.Range(first, count).Where(i => !file.Entries.ContainsKey(new PageIndex((ulong)i)))];
        return new QuizQuestion(
            moment.Line, $"Does '{line}' in line {moment.Line + 1} wait for the disk?", AnswerForm.Choice,
            absent.Length > 0 ? s_waits[0] : s_waits[1],
            [
                $"Before it {CachedIn(file)} cached: "
                    + (absent.Length > 0 ? $"page {absent[0]} is not there." : "all that it wants is there."),
                .. s_rules,
            ])
        {
            Choices = s_waits,
        };
    }

    /// <summary>The pages that carry the mark.</summary>
    public static QuizQuestion? MarkedPages(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, mapping) || moment.Snapshot.Files[mapping.Id] is not { Entries.Count: > 0 } file)
        {
            return null;
        }

        return new QuizQuestion(
            moment.Line, $"Which pages of '{name}' carry the mark of readahead after line {moment.Line}? (Page numbers)", AnswerForm.Set,
            AnswerText.Of(MarkedIn(moment.Snapshot, file)),
            [
                $"After line {moment.Line} {CachedIn(file)} cached, {MarksIn(moment.Snapshot, file)}.",
                "The mark is the flag Reclaim on a page that is not under writeback; the read that meets it takes it off.",
            ]);
    }

    /// <summary>Whether a read of a page near those that are cached would start the disk.</summary>
    public static QuizQuestion? WouldStartTheDisk(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, mapping) || moment.Snapshot.Files[mapping.Id] is not { Entries.Count: > 0 } file)
        {
            return null;
        }

        ulong near = file.Entries.Keys.ElementAt(dice.Below(file.Entries.Count)).Value;
        ulong[] marked = [.. MarkedIn(moment.Snapshot, file).Select(static m => ulong.Parse(m, CultureInfo.InvariantCulture))];
        ulong page = marked.Length > 0 && dice.Below(2) == 0 ? marked[dice.Below(marked.Length)] : near;
        string line = $"pread {name} {page} 1";
        if (moment.Try(line) is not { } session)
        {
            return null;
        }

        FileSnapshot then = session.Machine.Snapshot().Files[mapping.Id];
        int came = then.Entries.Count - file.Entries.Count;
        return QuizQuestion.YesNo(
            moment.Line, $"If '{line}' ran after line {moment.Line}, would pages come from the disk?", came > 0,
            [$"Before: {CachedIn(file)} cached, {MarksIn(moment.Snapshot, file)}. Then: {CachedIn(then)} cached.", .. s_rules]);
    }

    /// <summary>The next line, if it reads, and the file that it reads.</summary>
    private static (string Line, FileSnapshot File)? Next(QuizMoment moment) =>
        moment.Next?.Trim() is { } line && line.StartsWith("pread ", StringComparison.Ordinal)
            && moment.Session.Files.TryGetValue(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], out AddressSpace? mapping)
            ? (line, moment.Snapshot.Files[mapping.Id])
            : null;

    private static (int First, int Count) PagesOf(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(words[2], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> MarkedIn(MachineSnapshot snapshot, FileSnapshot file) => file.Entries.Values
        .Where(e => e.Folio is { } pfn && snapshot.Folios[pfn].Flags is var flags && flags.HasFlag(FolioFlags.Reclaim)
            && !flags.HasFlag(FolioFlags.Writeback))
        .Select(static e => $"{e.Index.Value}");

    private static string MarksIn(MachineSnapshot snapshot, FileSnapshot file) =>
        MarkedIn(snapshot, file).ToArray() is { Length: > 0 } marked ? $"the mark is on {string.Join(" and ", marked)}"
            : "no page is marked";

    private static string CachedIn(FileSnapshot file) => TreeQuestions.RunsOf(file) switch
    {
        "nothing" => "nothing is",
        string runs when runs.Contains(' ', StringComparison.Ordinal) => $"pages {runs} are",
        string run => $"page {run} is",
    };
}
