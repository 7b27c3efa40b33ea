using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>The operations of guest_memfd as of 6.12, on files of small folios.</summary>
internal static class SpecGmem
{
    private static readonly SpecCache.Lookup s_grab = new(Lock: true, Create: true, Accessed: true);

    /// <summary>Makes sure that every page of a range has a folio. Each is got and let go again; the file's own references stay.</summary>
    /// <param name="g">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="pages">How many.</param>
    /// <param name="signal">Whether a signal is pending.</param>
    /// <param name="memory">Whether allocations succeed.</param>
    public static (SpecGuest Guest, long Result) Allocate(
        this SpecGuest g, int task, int cpu, int file, ulong start, ulong pages, bool signal, bool memory)
    {
        ArgumentNullException.ThrowIfNull(g);
        if ((long)(start + pages) > g.Host.Files[file].Size >> 12)
        {
            return (g, SpecErrno.Invalid);
        }

        for (ulong index = start; index < start + pages; index++)
        {
            if (signal)
            {
                return (g, SpecErrno.Interrupted);
            }

            SpecOutcome got = g.Get(task, cpu, file, index, memory);
            if (got.Result != 0)
            {
                return (g with { Host = got.State }, got.Result);
            }

            g = g with { Host = got.State.Drop(got.Folio, Task(task)) };
        }

        return (g, 0);
    }

    /// <summary>Takes a range from the guest and out of the file.</summary>
    /// <param name="g">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="pages">How many.</param>
    public static SpecGuest PunchHole(this SpecGuest g, int task, int cpu, int file, ulong start, ulong pages)
    {
        ArgumentNullException.ThrowIfNull(g);
        g = g.Invalidate(file, start, start + pages);
        return g with { Host = g.Host.Truncate(task, cpu, file, (long)start << 12, ((long)(start + pages) << 12) - 1) };
    }

    /// <summary>Binds a range of a file to a new slot.</summary>
    /// <param name="g">The state.</param>
    /// <param name="id">The slot's number.</param>
    /// <param name="slot">The slot.</param>
    public static (SpecGuest Guest, long Result) Bind(this SpecGuest g, int id, SpecSlot slot)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(slot);
        if (g.Slots.ContainsKey(id))
        {
            return (g, SpecErrno.Invalid);
        }

        if (g.Slots.Values.Any(other => slot.Base < other.Base + other.Pages && other.Base < slot.Base + slot.Pages))
        {
            return (g, SpecErrno.Exists);
        }

        bool fits = (long)(slot.Index + slot.Pages) <= g.Host.Files[slot.File].Size >> 12;
        return fits && !g.Slots.Values.Any(other => other.Binds(slot.File, slot.Index, slot.Index + slot.Pages))
            ? (g with { Slots = g.Slots.Add(id, slot) }, 0)
            : (g, SpecErrno.Invalid);
    }

    /// <summary>Deletes a slot.</summary>
    /// <param name="g">The state.</param>
    /// <param name="id">Its number.</param>
    public static (SpecGuest Guest, long Result) Unbind(this SpecGuest g, int id)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g.Slots.TryGetValue(id, out SpecSlot? slot)
            ? (g.Zap(slot.Covers) with { Slots = g.Slots.Remove(id) }, 0)
            : (g, SpecErrno.Invalid);
    }

    /// <summary>Makes guest frames private or shared; does nothing when they are so already.</summary>
    /// <param name="g">The state.</param>
    /// <param name="first">The first guest frame.</param>
    /// <param name="count">How many.</param>
    /// <param name="isPrivate">The direction.</param>
    public static SpecGuest SetAttributes(this SpecGuest g, ulong first, ulong count, bool isPrivate)
    {
        ArgumentNullException.ThrowIfNull(g);
        ulong[] frames = [.. Enumerable.Range(0, (int)count).Select(i => first + (ulong)i)];
        if (Array.TrueForAll(frames, f => g.Private.Contains(f) == isPrivate))
        {
            return g;
        }

        g = g.Zap(f => f >= first && f < first + count) with { Sequence = g.Sequence + 1 };
        return g with { Private = isPrivate ? g.Private.Union(frames) : g.Private.Except(frames) };
    }

    /// <summary>Gets the page behind a guest frame, prepared, with one reference for the task.</summary>
    /// <param name="g">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="frame">The guest frame.</param>
    /// <param name="memory">Whether allocations succeed.</param>
    public static (SpecGuest Guest, long Result, int Folio) GetPfn(this SpecGuest g, int task, int cpu, SpecSlot slot, ulong frame,
        bool memory)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(slot);
        SpecOutcome got = g.Get(task, cpu, slot.File, frame - slot.Base + slot.Index, memory);
        return got.Result == 0
            ? (g with { Host = got.State.Flag(got.Folio, SpecFlags.Uptodate) }, 0, got.Folio)
            : (g with { Host = got.State }, got.Result, 0);
    }

    /// <summary>Lets go of what <see cref="GetPfn"/> gave and notes the use.</summary>
    /// <param name="g">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="folio">The folio.</param>
    public static SpecGuest ReleasePfn(this SpecGuest g, int task, int cpu, int folio)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g with { Host = g.Host.MarkAccessed(cpu, folio).Drop(folio, Task(task)) };
    }

    /// <summary>The guest touches private memory.</summary>
    /// <param name="g">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="frame">The guest frame.</param>
    /// <param name="memory">Whether allocations succeed.</param>
    public static (SpecGuest Guest, long Result) Fault(this SpecGuest g, int task, int cpu, ulong frame, bool memory)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (g.SlotOf(frame) is not { } slot || !g.Private.Contains(frame))
        {
            return (g, SpecErrno.Fault);
        }

        (g, long result, int folio) = g.GetPfn(task, cpu, slot, frame, memory);
        if (result != 0)
        {
            return (g, result);
        }

        g = g.Mapped.TryGetValue(frame, out (int File, ulong Index) old) ? g.Dirtied(old.File, old.Index) : g;
        g = g with { Mapped = g.Mapped.SetItem(frame, (slot.File, frame - slot.Base + slot.Index)) };
        return (g.ReleasePfn(task, cpu, folio), 0);
    }

    /// <summary>Whether only the file holds the folios of a range.</summary>
    /// <param name="g">The state.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="pages">How many.</param>
    public static bool IsSafe(this SpecGuest g, int file, ulong start, ulong pages)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g.Host.Files[file].Overlapping(start, start + pages - 1)
            .All(e => g.Host.Folios[e.Value.Folio] is var f && f.Count == f.Pages);
    }

    /// <summary>
    /// Converts a range in place if it has no other holder; all CPUs are drained first when that is asked for and needed.
    /// </summary>
    /// <param name="g">The state.</param>
    /// <param name="cpus">How many CPUs there are.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="pages">How many.</param>
    /// <param name="toPrivate">The direction.</param>
    /// <param name="drain">Whether to drain.</param>
    public static (SpecGuest Guest, long Result) Convert(this SpecGuest g, int cpus, int file, ulong start, ulong pages, bool toPrivate,
        bool drain)
    {
        g = g.Invalidate(file, start, start + pages);
        if (drain && !g.IsSafe(file, start, pages))
        {
            g = g with { Host = Enumerable.Range(0, cpus).Aggregate(g.Host, static (s, cpu) => s.Drain(cpu)) };
        }

        if (!g.IsSafe(file, start, pages))
        {
            return (g, SpecErrno.Again);
        }

        foreach (SpecSlot slot in g.Slots.Values.Where(s => s.Binds(file, start, start + pages)))
        {
            for (ulong index = Math.Max(start, slot.Index); index < Math.Min(start + pages, slot.Index + slot.Pages); index++)
            {
                ulong frame = slot.Base + index - slot.Index;
                g = g with { Private = toPrivate ? g.Private.Add(frame) : g.Private.Remove(frame) };
            }
        }

        return (g, 0);
    }

    /// <summary>Finds or makes the folio of a page, and unlocks it.</summary>
    private static SpecOutcome Get(this SpecGuest g, int task, int cpu, int file, ulong index, bool memory)
    {
        SpecOutcome got = g.Host.Find(task, cpu, file, index, s_grab with { Memory = memory });
        return got.Result == 0 ? got with { State = got.State.Flag(got.Folio, SpecFlags.None, SpecFlags.Locked) } : got;
    }
}
