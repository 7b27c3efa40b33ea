using System.Collections.Immutable;

namespace FolioModel.Observation;

/// <summary>A snapshot taken apart into single facts, so that two can be compared without a rule for each type.</summary>
internal static class SnapshotFacts
{
    private const string Sep = ", ";

    public static SortedDictionary<(string Subject, string Field), string> Of(MachineSnapshot snapshot)
    {
        SortedDictionary<(string, string), string> facts = [];
        foreach (FolioSnapshot folio in snapshot.Folios.Values)
        {
            AddFolio(facts, folio);
        }

        foreach (FileSnapshot file in snapshot.Files.Values)
        {
            string subject = $"file {file.Id} '{file.Name}'";
            facts[(subject, "pages")] = $"{file.Pages}";
            facts[(subject, "size")] = $"{file.Size}";
            foreach (EntrySnapshot entry in file.Entries.Values)
            {
                facts[($"{subject} index {entry.Index}", "")] = entry.ToString();
            }
        }

        foreach (BatchSnapshot batch in snapshot.Batches)
        {
            facts[($"CPU {batch.Cpu} {batch.Kind} batch", "")] = string.Join(Sep, batch.Folios);
        }

        foreach (LruListSnapshot list in snapshot.Lists)
        {
            facts[($"LRU {list.List}", "pages")] = $"{list.Pages}";
            facts[($"LRU {list.List}", "folios")] = string.Join(Sep, list.Folios);
        }

        foreach (GroupSnapshot group in snapshot.Groups)
        {
            string subject = $"group {group.Id} '{group.Name}'";
            facts[(subject, "usage")] = $"{group.Usage}";
            foreach ((string name, long value) in group.Counters)
            {
                facts[(subject, name)] = $"{value}";
            }
        }

        AddZones(facts, snapshot);
        return facts;
    }

    public static ImmutableArray<SnapshotChange> Compare(
        SortedDictionary<(string Subject, string Field), string> before, SortedDictionary<(string Subject, string Field), string> after)
    {
        ImmutableArray<SnapshotChange>.Builder changes = ImmutableArray.CreateBuilder<SnapshotChange>();
        foreach ((string subject, string field) in before.Keys.Union(after.Keys).Order())
        {
            string? old = before.GetValueOrDefault((subject, field));
            string? now = after.GetValueOrDefault((subject, field));
            if (old != now)
            {
                changes.Add(new SnapshotChange(subject, field, old, now));
            }
        }

        return changes.ToImmutable();
    }

    private static void AddFolio(SortedDictionary<(string, string), string> facts, FolioSnapshot folio)
    {
        // A frame that was freed and allocated again is another folio.
        string subject = $"folio {folio.Pfn} life {folio.Life}";
        facts[(subject, "count")] = $"{folio.RefCount}{(folio.IsFrozen ? " (frozen)" : "")}";
        facts[(subject, "order")] = $"{folio.Order.Value}";
        facts[(subject, "flags")] = $"{folio.Flags}";
        facts[(subject, "place")] = $"file {folio.FileId} index {folio.Index}";
        facts[(subject, "mapped")] = $"{folio.MapCount}";
        facts[(subject, "holders")] = string.Join(" + ", folio.Holders);
    }

    private static void AddZones(SortedDictionary<(string, string), string> facts, MachineSnapshot snapshot)
    {
        foreach (ZoneSnapshot zone in snapshot.Zones)
        {
            facts[($"zone {zone.Kind}", "free")] = $"{zone.Free}";
            facts[($"zone {zone.Kind}", "per-CPU")] = $"{zone.PerCpu}";
            facts[($"zone {zone.Kind}", "free blocks")] = string.Join(Sep, zone.FreeBlocks);
        }

        foreach ((string name, long value) in snapshot.Counters)
        {
            facts[("node", name)] = $"{value}";
        }
    }
}
