namespace FolioModel.Cli.Quiz;

/// <summary>Questions about the tree of a page cache: what a lookup gives, slots, nodes and marks.</summary>
internal static class TreeQuestions
{
    private static readonly string[] s_contents = ["a folio", "a shadow", "nothing"];

    /// <summary>The result of a lookup.</summary>
    public static QuizQuestion? Lookup(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file))
        {
            return null;
        }

        ulong index = IndexNear(file, dice);
        CacheEntry entry = file.Pages.Peek(new PageIndex(index));
        string answer = s_contents[entry.IsFolio ? 0 : entry.IsValue ? 1 : 2];
        string known = entry.IsFolio
            && moment.Folios.FirstOrDefault(f => f.Value.Pfn == entry.Folio.Pfn).Key is { } held ? $", {held}," : "";
        return new QuizQuestion(
            moment.Line, $"What does the tree of '{name}' have for index {index} after line {moment.Line}?", AnswerForm.Choice, answer,
            [
                entry.IsFolio
                    ? $"The folio{known} of order {entry.Folio.Order.Value} at index {entry.Folio.Index.Value} covers index {index}. A "
                        + $"lookup takes a reference."
                    : entry.IsValue ? "An evicted page left a shadow: a number, which a lookup treats as no folio (ENOENT)."
                    : "No entry: a lookup gives ENOENT.",
                $"Cached: {RunsOf(moment.Snapshot.Files[file.Id])}.",
            ])
        {
            Choices = s_contents,
        };
    }

    public static QuizQuestion? Nodes(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file))
        {
            return null;
        }

        FileSnapshot snapshot = moment.Snapshot.Files[file.Id];
        return new QuizQuestion(
            moment.Line, $"How many nodes does the tree of '{name}' have after line {moment.Line}?", AnswerForm.Number,
            $"{snapshot.Nodes.Length}",
            [
                snapshot.Nodes.Length == 0 ? "None: the tree is empty, or its one entry at index 0 is the head."
                    : string.Join("; ", snapshot.Nodes.Select(static n => $"a node of shift {n.Shift} from index {n.First.Value} on"))
                        + ".",
            ]);
    }

    /// <summary>The slots on the way to an index.</summary>
    public static QuizQuestion? Path(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file) || moment.Snapshot.Files[file.Id] is not { Nodes.Length: > 0 } snapshot
            || snapshot.Entries.Count == 0)
        {
            return null;
        }

        ulong index = snapshot.Entries.Keys.ElementAt(dice.Below(snapshot.Entries.Count)).Value;
        List<string> slots = [];
        List<string> why = [];
        ulong rest = index;
        for (int shift = snapshot.Nodes.Max(static n => n.Shift); shift >= 0; shift -= snapshot.ChunkShift)
        {
            if (!snapshot.Nodes.Any(n =>
                n.Shift == shift && n.First.Value == index >> (shift + snapshot.ChunkShift) << (shift + snapshot.ChunkShift)))
            {
                break;
            }

            ulong slot = rest >> shift;
            slots.Add($"{slot}");
            why.Add($"shift {shift}: {rest} / {1UL << shift} = slot {slot}, rest {rest - (slot << shift)}");
            rest -= slot << shift;
        }

        return new QuizQuestion(
            moment.Line, $"Through which slots does a lookup of index {index} of '{name}' go after line {moment.Line}, from the head "
                + $"node down?",
            AnswerForm.Sequence, AnswerText.Of(slots), why);
    }

    /// <summary>The marks of an entry.</summary>
    public static QuizQuestion? Marks(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file) || moment.Snapshot.Files[file.Id].Entries is not { Count: > 0 } entries)
        {
            return null;
        }

        EntrySnapshot[] marked = [.. entries.Values.Where(static e => e.IsDirty || e.IsWriteback || e.IsToWrite)];
        EntrySnapshot entry = marked.Length > 0
            && dice.Below(2) == 0 ? marked[dice.Below(marked.Length)] : entries.Values.ElementAt(dice.Below(entries.Count));
        IEnumerable<string> marks = new[] { (entry.IsDirty, "dirty"), (entry.IsWriteback, "writeback"), (entry.IsToWrite, "towrite") }
            .Where(static m => m.Item1).Select(static m => m.Item2);
        string flags = entry.Folio is { } pfn ? $"{moment.Snapshot.Folios[pfn].Flags}" : "no folio";
        return new QuizQuestion(
            moment.Line, $"Which marks (dirty, writeback, towrite) does the entry at index {entry.Index.Value} of '{name}' have after "
                + $"line {moment.Line}?",
            AnswerForm.Set, AnswerText.Of(marks),
            [$"Flags of the folio: {flags}. Marks are in the tree, flags are in the folio; both change together under the lock of the "
                + $"tree."]);
    }

    /// <summary>The number of slots that an entry takes.</summary>
    public static QuizQuestion? Siblings(QuizMoment moment, SplitMix dice)
    {
        if (moment.PickFile(dice) is not var (name, file)
            || moment.Snapshot.Files[file.Id].Entries.Values.Where(static e => e.Order.Value > 0).ToArray() is not { Length: > 0 } large)
        {
            return null;
        }

        EntrySnapshot entry = large[dice.Below(large.Length)];
        int siblings = moment.Snapshot.Files[file.Id].Nodes.SelectMany(static n => n.Slots.Select(s => (n, s)))
            .Count(s => s.s.Content == SlotContent.Sibling && s.n.Shift == 0
                && s.n.First.Value + (ulong)s.s.Head!.Value == entry.Index.Value);
        return new QuizQuestion(
            moment.Line, $"How many sibling slots does the entry at index {entry.Index.Value} of '{name}' have after line {moment.Line}?",
            AnswerForm.Number, $"{siblings}",
            [$"Its order is {entry.Order.Value}: it covers {1 << entry.Order.Value} slots, of which one has the entry and the others "
                + $"point to it."]);
    }

    /// <summary>The cached folios in words, neighbours of order 0 as a range.</summary>
    public static string RunsOf(FileSnapshot file)
    {
        List<string> runs = [];
        ulong first = 0;
        ulong last = 0;
        foreach (EntrySnapshot entry in file.Entries.Values.Where(static e => e.Folio is not null))
        {
            ulong end = entry.Index.Value + (1UL << entry.Order.Value) - 1;
            if (runs.Count > 0 && entry.Index.Value == last + 1)
            {
                runs.RemoveAt(runs.Count - 1);
            }
            else
            {
                first = entry.Index.Value;
            }

            last = end;
            runs.Add(first == last ? $"{first}" : $"{first} to {last}");
        }

        return runs.Count == 0 ? "nothing" : string.Join(", ", runs);
    }

    /// <summary>An index that is cached, or one beside it.</summary>
    private static ulong IndexNear(AddressSpace file, SplitMix dice)
    {
        ulong[] cached = [.. file.Pages.Entries().Select(static e => e.Index.Value)];
        ulong index = cached.Length == 0 ? (ulong)dice.Below(8) : cached[dice.Below(cached.Length)];
        return index + (ulong)(dice.Below(3) == 0 ? dice.Below(5) : 0);
    }
}
