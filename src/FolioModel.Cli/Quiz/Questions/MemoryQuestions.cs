namespace FolioModel.Cli.Quiz;

/// <summary>Questions about the page allocator: blocks, buddies, and the lists of CPUs.</summary>
internal static class MemoryQuestions
{
    private const int LargestOrder = 6;

    public static QuizQuestion? FreeBlocks(QuizMoment moment, SplitMix dice)
    {
        int order = dice.Below(LargestOrder + 1);
        int[] blocks = FreeOf(moment.Snapshot);
        return new QuizQuestion(
            moment.Line, $"How many free blocks of order {order} are on the buddy lists after line {moment.Line}?", AnswerForm.Number,
            $"{blocks[order]}", [ListsOf(moment.Snapshot)]);
    }

    public static QuizQuestion? Buddy(QuizMoment moment, SplitMix dice)
    {
        if (moment.Pick(dice) is not var (name, folio))
        {
            return null;
        }

        int order = folio.Order.Value;
        int buddy = folio.Pfn.Value ^ (1 << order);
        return new QuizQuestion(
            moment.Line, $"{name} is the block of order {order} at pfn 0x{folio.Pfn.Value:x}. At which pfn is its buddy?",
                AnswerForm.Number,
            $"0x{buddy:x}", [$"0x{folio.Pfn.Value:x} XOR 2^{order} = 0x{buddy:x}."]);
    }

    /// <summary>The order of the block that forms when a folio is freed.</summary>
    public static QuizQuestion? Merge(QuizMoment moment, SplitMix dice)
    {
        if (moment.Pick(dice, static f => f.RefCount == 1) is not var (name, folio) || moment.Try($"put {name}") is not { } then
            || then.Folios.ContainsKey(name))
        {
            return null;
        }

        int pfn = folio.Pfn.Value;
        BlockSnapshot[] blocks = [.. then.Machine.Snapshot().Zones.SelectMany(static z => z.Blocks).Where(b => Covers(b, pfn))];
        if (blocks.Length != 1)
        {
            return null;
        }

        List<string> why = [];
        for (int order = folio.Order.Value, first = pfn; order < blocks[0].Order.Value; first &= ~(1 << order), order++)
        {
            why.Add($"order {order} at 0x{first:x}: its buddy 0x{first:x} XOR {1 << order} = 0x{first ^ (1 << order):x} is free and of "
                + $"the same "
                + $"order, so both merge");
        }

        int last = blocks[0].First.Value ^ (1 << blocks[0].Order.Value);
        why.Add($"order {blocks[0].Order.Value} at 0x{blocks[0].First.Value:x}: its buddy 0x{last:x} "
            + (last >= moment.Session.Machine.Options.Pages ? "would lie beyond the machine's memory" : "is not free as a whole")
                + ", so it stays");
        return new QuizQuestion(
            moment.Line, $"If 'put {name}' ran after line {moment.Line}, of which order would the free block be that has the pages of "
                + $"{name}?",
            AnswerForm.Number, $"{blocks[0].Order.Value}", why);
    }

    /// <summary>From which list the next allocation comes.</summary>
    public static QuizQuestion? Source(QuizMoment moment, SplitMix dice)
    {
        int order = dice.Below(4);
        int[] before = FreeOf(moment.Snapshot);
        if (moment.Snapshot.Zones.Sum(static z => z.PerCpu.Value) > 0 || moment.Try($"alloc order={order} as zz") is not { } then
            || !then.Folios.ContainsKey("zz"))
        {
            return null;
        }

        int[] after = FreeOf(then.Machine.Snapshot());
        int source = Enumerable.Range(0, before.Length).FirstOrDefault(o => after[o] < before[o], -1);
        return source < order ? null
            : new QuizQuestion(
                moment.Line,
                $"If 'alloc order={order} as z' ran after line {moment.Line}, from the list of which order would its block be taken?",
                AnswerForm.Number, $"{source}",
                [
                    ListsOf(moment.Snapshot),
                    source == order ? "There is a block of just the right order."
                        : $"The smallest block that is large enough has order {source}; it is halved {source - order} times.",
                ]);
    }

    /// <summary>The number of pages that a CPU keeps.</summary>
    public static QuizQuestion? CpuPages(QuizMoment moment, SplitMix dice)
    {
        int cpu = dice.Below(moment.Snapshot.Cpus);
        int pages = moment.Snapshot.Zones.SelectMany(static z => z.CpuPages).Where(c => c.Cpu == cpu)
            .Sum(static c => c.Blocks.Sum(static b => 1 << b.Order.Value));
        return new QuizQuestion(
            moment.Line, $"How many free pages does CPU {cpu} keep on lists of its own after line {moment.Line}?", AnswerForm.Number,
                $"{pages}",
            [
                $"On the buddy lists: {moment.Snapshot.Zones.Sum(static z => z.Free.Value)} pages; on lists of CPUs: "
                    + $"{moment.Snapshot.Zones.Sum(static z => z.PerCpu.Value)}.",
                "An empty list is refilled several pages at a time; what is freed goes to the list of the CPU that frees it.",
            ]);
    }

    /// <summary>The change of the number of free pages at the next line.</summary>
    public static QuizQuestion? FreeChange(QuizMoment moment, SplitMix dice)
    {
        if (moment.Next is not { } next
            || !(next.Contains("alloc", StringComparison.Ordinal) || next.Contains("put", StringComparison.Ordinal)))
        {
            return null;
        }

        QuizMoment after = moment.After();
        long before = moment.Snapshot.Zones.Sum(static z => z.Free.Value);
        long then = after.Snapshot.Zones.Sum(static z => z.Free.Value);
        return new QuizQuestion(
            after.Line, $"By how much does line {after.Line} ({next.Trim()}) change the number of free pages on the buddy lists?",
            AnswerForm.Number, $"{then - before}",
            [
                $"On the buddy lists: {before} before, {then} afterwards; on lists of CPUs: "
                    + $"{moment.Snapshot.Zones.Sum(static z => z.PerCpu.Value)} before, "
                        + $"{after.Snapshot.Zones.Sum(static z => z.PerCpu.Value)} "
                    + $"afterwards.",
            ]);
    }

    private static bool Covers(BlockSnapshot block, int pfn) =>
        block.First.Value <= pfn && pfn < block.First.Value + (1 << block.Order.Value);

    private static int[] FreeOf(MachineSnapshot snapshot) =>
        [.. Enumerable.Range(0, 11).Select(order => snapshot.Zones.Sum(z => z.FreeBlocks[order]))];

    private static string ListsOf(MachineSnapshot snapshot) => "Free blocks by order: "
        + string.Join(", ", FreeOf(snapshot).Select(static (blocks, order) => (blocks, order)).Where(static b => b.blocks > 0)
            .Select(static b => $"{b.blocks} of order {b.order}")) + ".";
}
