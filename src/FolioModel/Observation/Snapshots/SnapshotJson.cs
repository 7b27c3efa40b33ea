using System.Collections.Immutable;
using System.Text.Json;

namespace FolioModel.Observation;

/// <summary>Writes a snapshot as JSON.</summary>
internal sealed class SnapshotJson(Utf8JsonWriter json, MachineSnapshot snapshot)
{
    private const string Format = "folio-snapshot/1";

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("cpus", snapshot.Cpus);
        Numbers("vmstat", snapshot.Vmstat);
        Numbers("meminfo", snapshot.Meminfo);
        Array("zones", snapshot.Zones, WriteZone);
        json.WriteStartObject("lruvec");
        foreach (LruListSnapshot list in snapshot.Lists)
        {
            Frames(SnapshotNames.Of(list.List), list.Folios);
        }

        json.WriteEndObject();
        Array("lru_gen", snapshot.Generations, WriteGeneration);
        Array("cpu_fbatches", snapshot.Batches, WriteBatch);
        Array("folios", snapshot.Folios.Values, WriteFolio);
        Array("mappings", snapshot.Files.Values, WriteFile);
        Array("processes", snapshot.Processes, WriteProcess);
        Array("swap", snapshot.Swap, WriteSwap);
        Array("memcgs", snapshot.Groups, WriteGroup);
        Array("tasks", snapshot.Tasks, WriteTask);
        json.WriteEndObject();
    }

    private void WriteZone(ZoneSnapshot zone)
    {
        json.WriteString("name", zone.Kind.ToString());
        json.WriteNumber("zone_start_pfn", zone.First.Value);
        json.WriteNumber("spanned_pages", zone.Pages);
        json.WriteNumber("nr_free_pages", zone.Free.Value);
        json.WriteNumber("pcp_count", zone.PerCpu.Value);
        json.WriteNumber("min", zone.Watermarks.Min);
        json.WriteNumber("low", zone.Watermarks.Low);
        json.WriteNumber("high", zone.Watermarks.High);
        json.WriteNumber("watermark_boost", zone.WatermarkBoost);
        json.WriteStartArray("free_area");
        foreach (int blocks in zone.FreeBlocks)
        {
            json.WriteNumberValue(blocks);
        }

        json.WriteEndArray();
    }

    private void WriteGeneration(GenerationSnapshot generation)
    {
        json.WriteNumber("seq", generation.Sequence);
        json.WriteString("type", generation.IsAnon ? "anon" : "file");
        json.WriteNumber("nr_pages", generation.Pages.Value);
        Frames("folios", generation.Folios);
    }

    private void WriteBatch(BatchSnapshot batch)
    {
        json.WriteNumber("cpu", batch.Cpu);
        json.WriteString("name", SnapshotNames.Of(batch.Kind));
        Frames("folios", batch.Folios);
    }

    private void WriteFolio(FolioSnapshot folio)
    {
        json.WriteNumber("pfn", folio.Pfn.Value);
        json.WriteNumber("life", folio.Life);
        json.WriteNumber("order", folio.Order.Value);
        json.WriteNumber("_refcount", folio.RefCount);
        json.WriteNumber("expected_refcount", folio.ExpectedCount);
        json.WriteBoolean("frozen", folio.IsFrozen);
        json.WriteNumber("mapcount", folio.MapCount);
        json.WriteNumber("_pincount", folio.PinCount);
        Texts("flags", SnapshotNames.Of(folio.Flags));
        Optional("mapping", folio.FileId == 0 ? null : folio.FileId);
        json.WriteNumber("index", folio.Index.Value);
        json.WriteString("locked_by", folio.LockedBy);
        Texts("holders", folio.Holders.Select(static h => h.ToString()));
    }

    private void WriteFile(FileSnapshot file)
    {
        json.WriteNumber("id", file.Id);
        json.WriteString("name", file.Name);
        json.WriteNumber("nrpages", file.Pages.Value);
        json.WriteNumber("i_size", file.Size);
        Array("i_pages", file.Entries.Values, WriteEntry);
    }

    private void WriteEntry(EntrySnapshot entry)
    {
        json.WriteNumber("index", entry.Index.Value);
        json.WriteNumber("order", entry.Order.Value);
        Optional("folio", entry.Folio?.Value);
        if (entry.Value is { } value)
        {
            json.WriteNumber("value", value);
        }

        (bool Is, string Name)[] marks =
        [
            (entry.IsDirty, "PAGECACHE_TAG_DIRTY"),
            (entry.IsWriteback, "PAGECACHE_TAG_WRITEBACK"),
            (entry.IsToWrite, "PAGECACHE_TAG_TOWRITE"),
        ];
        Texts("marks", marks.Where(static m => m.Is).Select(static m => m.Name));
    }

    private void WriteProcess(ProcessSnapshot process)
    {
        json.WriteString("comm", process.Name);
        Texts("vmas", process.Areas);
        Array("ptes", process.Entries, entry =>
        {
            json.WriteNumber("vpn", entry.Page.Value);
            json.WriteNumber("pfn", entry.Frame.Value);
            json.WriteBoolean("huge", entry.IsHuge);
            json.WriteBoolean("write", entry.IsWritable);
            json.WriteBoolean("dirty", entry.IsDirty);
            json.WriteBoolean("young", entry.IsYoung);
        });
    }

    private void WriteSwap(SwapSnapshot swap)
    {
        json.WriteNumber("type", swap.Type);
        json.WriteNumber("pages", swap.Pages);
        Array("swap_map", swap.Slots, slot =>
        {
            json.WriteNumber("offset", slot.Offset);
            json.WriteNumber("users", slot.Users);
            json.WriteBoolean("SWAP_HAS_CACHE", slot.IsCached);
        });
    }

    private void WriteGroup(GroupSnapshot group)
    {
        json.WriteNumber("id", group.Id);
        json.WriteString("name", group.Name);
        Optional("parent", group.Parent);
        json.WriteNumber("memory.current", group.Usage.Value * PageSize.Bytes);
        Numbers("memory.stat", group.Counters);
    }

    private void WriteTask(TaskSnapshot task)
    {
        json.WriteNumber("pid", task.Id);
        json.WriteString("comm", task.Name);
        json.WriteNumber("cpu", task.Cpu);
        json.WriteString("function", task.Function);
        json.WriteString("operation", task.Operation);
        Texts("held_locks", task.Held);
        json.WriteString("state", task.State?.ToString());
        json.WriteString("waits_for", task.WaitsFor);
        json.WriteString("waits_on", task.WaitsOn);
    }

    private void Array<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Frames(string name, ImmutableArray<Pfn> frames)
    {
        json.WriteStartArray(name);
        foreach (Pfn frame in frames)
        {
            json.WriteNumberValue(frame.Value);
        }

        json.WriteEndArray();
    }

    private void Texts(string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void Numbers(string name, IEnumerable<KeyValuePair<string, long>> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, long value) in numbers)
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }

    private void Optional(string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
