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
            }
        }

        foreach (ZoneSnapshot zone in snapshot.Zones)
        {
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
            facts[$"{key} holder {kind.Key}"] = $"{kind.Sum(static h => h.Count)}";
        }

        foreach (Lamp lamp in Lamp.Of(folio))
        {
            facts[$"{key} lamp {lamp.Name}"] = lamp.IsOn ? "yes" : "no";
        }
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
        }

        foreach (BatchSnapshot batch in snapshot.Batches)
        {
            facts[$"batch {batch.Cpu} {batch.Kind}"] = Frames(batch.Folios);
        }

        foreach (GenerationSnapshot generation in snapshot.Generations)
        {
            facts[$"list generation {(generation.IsAnon ? "anon" : "file")} {generation.Sequence}"] = Frames(generation.Folios);
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
