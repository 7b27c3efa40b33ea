namespace FolioModel.Page.Tests;

/// <summary>
/// The facts that a page must show of a machine, from the machine's own snapshot and ledger: nothing here reads the trace.
/// </summary>
internal static class ModelFacts
{
    /// <summary>The facts of a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="folios">The folios that the count view shows.</param>
    /// <param name="tasks">The tasks that the task view shows, or null for all.</param>
    public static SortedDictionary<string, string> Of(
        MachineSnapshot snapshot, Func<FolioSnapshot, bool> folios, Func<TaskSnapshot, bool>? tasks = null)
    {
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal);
        foreach (FolioSnapshot folio in snapshot.Folios.Values)
        {
            facts[$"block {folio.Pfn.Value}"] = $"folio {folio.Order.Value}";
            if (folios(folio))
            {
                AddFolio(facts, folio);
                AddPointers(facts, folio, snapshot);
            }
        }

        foreach (ZoneSnapshot zone in snapshot.Zones)
        {
            string marks = $"{zone.Watermarks.Min} {zone.Watermarks.Low} {zone.Watermarks.High}";
            facts[$"watermarks {snapshot.Zones.IndexOf(zone)}"] = $"{marks} {zone.Free.Value}";
            AddZone(facts, zone);
        }

        AddLists(facts, snapshot);
        foreach (FileSnapshot file in snapshot.Files.Values)
        {
            AddTree(facts, file);
        }

        AddProcesses(facts, snapshot);
        foreach (TaskSnapshot task in snapshot.Tasks.Where(tasks ?? (static _ => true)))
        {
            facts[$"task {task.Name}"] = string.Join(", ", task.Held);
        }

        return facts;
    }

    private static void AddFolio(SortedDictionary<string, string> facts, FolioSnapshot folio)
    {
        string key = $"0x{folio.Pfn.Value:x}";
        facts[$"{key} count"] = $"{folio.RefCount}";
        foreach (IGrouping<string, ReferenceHolder> kind in folio.Holders.GroupBy(static h => h.Kind.Name))
        {
            int amount = kind.Sum(static h => h.Count);
            facts[$"{key} holder {kind.Key}"] = $"{amount}";
            facts[$"edge {key} {kind.Key}"] = $"{kind.First().Class.ToString().ToLowerInvariant()} {amount}";
        }

        List<string> flags = folio.Flags == FolioFlags.None ? [] : [.. folio.Flags.ToString().Split(", ")];
        if (folio.MapCount != 0)
        {
            flags.Add($"mapped {folio.MapCount}\u00d7");
        }

        if (folio.PinCount != 0)
        {
            flags.Add($"pins {folio.PinCount}");
        }

        facts[$"{key} flags"] = string.Join(' ', flags);

        foreach (Lamp lamp in Lamp.Of(folio))
        {
            facts[$"{key} lamp {lamp.Name}"] = lamp.IsOn ? "yes" : "no";
        }
    }

    /// <summary>What points to a folio and holds no reference.</summary>
    private static void AddPointers(SortedDictionary<string, string> facts, FolioSnapshot folio, MachineSnapshot snapshot)
    {
        List<string> pointers =
        [
            .. snapshot.Lists.Where(l => l.Folios.Contains(folio.Pfn)).Select(static l => $"list {l.List}"),
            .. snapshot.Generations.Where(g => g.Folios.Contains(folio.Pfn))
                .Select(static g => $"generation {(g.IsAnon ? "anon" : "file")} {g.Sequence}"),
        ];
        if (folio.Flags.HasFlag(FolioFlags.Unevictable | FolioFlags.Lru))
        {
            pointers.Add("list Unevictable");
        }

        if (folio.LockedBy is not null)
        {
            pointers.Add($"lock 0x{folio.Pfn.Value:x}");
        }

        if (folio.Holders.All(static h => h.Kind != HolderKind.PageCache))
        {
            pointers.AddRange(
                snapshot.Files.Values.Where(f => f.Entries.Values.Any(e => e.Folio == folio.Pfn)).Select(static f => $"entry {f.Id}"));
        }

        pointers.ForEach(p => facts[$"edge 0x{folio.Pfn.Value:x} {p}"] = "points");
    }

    /// <summary>
    /// When the newest reference of each holder was taken, and when one is dropped next: from the pictures of all steps alone.
    /// </summary>
    /// <param name="snapshots">The machine after each step.</param>
    /// <param name="n">The step.</param>
    /// <param name="folios">The folios that are shown.</param>
    public static SortedDictionary<string, string> OriginsOf(
        IReadOnlyList<MachineSnapshot> snapshots, int n, Func<FolioSnapshot, bool> folios)
    {
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal);
        foreach (FolioSnapshot folio in snapshots[n].Folios.Values.Where(folios))
        {
            foreach (HolderKind kind in folio.Holders.Select(static h => h.Kind).Distinct())
            {
                int[] amounts = [.. snapshots.Select(s => AmountOf(s, folio.Pfn, kind))];
                int next = Enumerable.Range(n + 1, amounts.Length - n - 1).FirstOrDefault(i => amounts[i] < amounts[i - 1], -1);
                facts[$"0x{folio.Pfn.Value:x} {kind.Name}"] =
                    $"{NewestOf(amounts.AsSpan(0, n + 1))}, {(next < 0 ? "held to the end" : $"{next}")}";
            }
        }

        return facts;
    }

    private static int AmountOf(MachineSnapshot snapshot, Pfn pfn, HolderKind kind) =>
        snapshot.Folios.TryGetValue(pfn, out FolioSnapshot? folio) ? folio.Holders.Where(h => h.Kind == kind).Sum(static h => h.Count) : 0;

    /// <summary>The step of the newest reference that is still held, where the newest is dropped first.</summary>
    private static int NewestOf(ReadOnlySpan<int> amounts)
    {
        Stack<int> held = [];
        for (int i = 0; i < amounts.Length; i++)
        {
            while (held.Count > amounts[i])
            {
                held.Pop();
            }

            while (held.Count < amounts[i])
            {
                held.Push(i);
            }
        }

        return held.Peek();
    }

    private static void AddZone(SortedDictionary<string, string> facts, ZoneSnapshot zone)
    {
        foreach (BlockSnapshot block in zone.Blocks)
        {
            facts[$"block {block.First.Value}"] = $"free {block.Order.Value}";
        }

        foreach (IGrouping<string, BlockSnapshot> list in zone.Blocks.GroupBy(static b => $"{b.Order.Value} {b.Type}"))
        {
            facts[$"free {list.Key}"] = $"{list.Count()}";
        }

        foreach (BlockSnapshot block in zone.CpuPages.SelectMany(static c => c.Blocks))
        {
            facts[$"block {block.First.Value}"] = $"cpu {block.Order.Value}";
        }
    }

    private static void AddLists(SortedDictionary<string, string> facts, MachineSnapshot snapshot)
    {
        foreach (LruListSnapshot list in snapshot.Lists)
        {
            facts[$"list {list.List}"] = Frames(list.Folios);
            facts[$"pages on {list.List}"] = $"{list.Pages.Value}";
        }

        foreach (BatchSnapshot batch in snapshot.Batches)
        {
            facts[$"batch {batch.Cpu} {batch.Kind}"] = Frames(batch.Folios);
        }

        foreach (GenerationSnapshot generation in snapshot.Generations)
        {
            string name = $"generation {(generation.IsAnon ? "anon" : "file")} {generation.Sequence}";
            facts[$"list {name}"] = Frames(generation.Folios);
            facts[$"pages on {name}"] = $"{generation.Pages.Value}";
        }
    }

    private static void AddTree(SortedDictionary<string, string> facts, FileSnapshot file)
    {
        if (file.Nodes.IsEmpty)
        {
            EntrySnapshot? head = file.Entries.GetValueOrDefault(PageIndex.Zero);
            facts[$"tree {file.Id} head"] = head is null ? "empty" : head.Folio is { } folio ? $"{folio.Value}" : $"0x{head.Value:x}";
        }

        foreach (NodeSnapshot node in file.Nodes)
        {
            foreach (SlotSnapshot slot in node.Slots.Where(static s => s.Content != SlotContent.Sibling))
            {
                int width = 1 + node.Slots.Count(s => s.Content == SlotContent.Sibling && s.Head == slot.Number);
                string number = slot.Folio is { } folio ? $"{folio.Value}" : slot.Value is { } value ? $"0x{value:x}" : "";
                string marks = $"{(slot.IsDirty ? "d" : "")}{(slot.IsWriteback ? "w" : "")}{(slot.IsToWrite ? "t" : "")}";
                facts[$"tree {file.Id} node {node.Shift}/{node.First.Value} slot {slot.Number}"] =
                    $"{slot.Content.ToString().ToLowerInvariant()} {number} over {width} {marks}".Trim();
            }
        }
    }

    private static void AddProcesses(SortedDictionary<string, string> facts, MachineSnapshot snapshot)
    {
        foreach (ProcessSnapshot process in snapshot.Processes)
        {
            foreach (PageTableEntrySnapshot entry in process.Entries)
            {
                string bits = $"{(entry.IsHuge ? "huge " : "")}{(entry.IsWritable ? "w" : "r")}"
                    + $"{(entry.IsDirty ? "d" : "")}{(entry.IsYoung ? "y" : "")}";
                facts[$"process {process.Name} {entry.Page}"] = $"{entry.Frame.Value} {bits}";
            }
        }

        foreach (SwapSlotSnapshot slot in snapshot.Swap.SelectMany(static s => s.Slots).Take(64))
        {
            facts[$"swap {slot.Offset}"] = $"{slot.Users} {(slot.IsCached ? 1 : 0)}";
        }
    }

    private static string Frames(IEnumerable<Pfn> frames) => string.Join(' ', frames.Select(static f => f.Value));
}
