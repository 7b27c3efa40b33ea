using static FolioModel.Cli.Content.Specification.SpecReferences;

namespace FolioModel.Cli.Content.Specification;

/// <summary>Ranges of the page cache: truncation and invalidation. Nothing in the range is locked or under writeback.</summary>
internal static class SpecRange
{
    /// <summary>
    /// Discards a range of bytes: whole folios go, even if they have other holders; partial ones are split, or go whole if they are clean.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte, inclusive, or -1 for the end.</param>
    public static SpecState Truncate(this SpecState s, int task, int cpu, int file, long first, long last)
    {
        ArgumentNullException.ThrowIfNull(s);
        if (s.Files[file].Entries.IsEmpty)
        {
            return s;
        }

        ulong start = (ulong)(first + 4095) >> 12;
        ulong end = last == -1 ? ulong.MaxValue : (ulong)(last + 1) >> 12;
        (s, bool drained) = s.RemoveChunks(task, cpu, file, start, end, wholeOnly: true, drained: false);
        (s, start, end) = s.TruncatePartial(task, file, first, last, start, end);
        return s.RemoveChunks(task, cpu, file, start, end, wholeOnly: false, drained).State;
    }

    /// <summary>Removes entries a batchful at a time. The first release of found folios drains the CPU's batches.</summary>
    private static (SpecState State, bool Drained) RemoveChunks(
        this SpecState s, int task, int cpu, int file, ulong start, ulong end, bool wholeOnly, bool drained)
    {
        while (start < end)
        {
            var chunk = s.Chunk(file, start, end - 1, wholeOnly);
            if (chunk.Count == 0)
            {
                break;
            }

            int[] folios = [.. chunk.Where(static e => !e.Value.IsShadow).Select(static e => e.Value.Folio)];
            foreach ((ulong at, SpecEntry entry) in chunk)
            {
                s = entry.IsShadow
                    ? s.WithFile(file, s.Files[file].With(at, null))
                    : s.Take(entry.Folio, Task(task)).Flag(entry.Folio, SpecFlags.None, SpecFlags.Dirty).Remove(entry.Folio);
            }

            (s, drained) = s.Release(task, cpu, folios, drained);
        }

        return (s, drained);
    }

    /// <summary>The next entries that one batch takes.</summary>
    private static List<KeyValuePair<ulong, SpecEntry>> Chunk(this SpecState s, int file, ulong start, ulong end, bool wholeOnly)
    {
        var found = s.Files[file].Overlapping(start, end);
        if (wholeOnly)
        {
            // A value that sticks out at the end stops the search, a folio is passed over.
            found = found.Where(e => e.Key >= start)
                .TakeWhile(e => !e.Value.IsShadow || e.Key + e.Value.Pages - 1 <= end)
                .Where(e => e.Key + e.Value.Pages - 1 <= end);
        }

        return [.. found.Take(s.BatchCapacity)];
    }

    private static (SpecState State, bool Drained) Release(this SpecState s, int task, int cpu, int[] folios, bool drained)
    {
        if (folios.Length == 0)
        {
            return (s, drained);
        }

        s = drained ? s : s.Drain(cpu);
        foreach (int folio in folios)
        {
            s = s.Drop(folio, Task(task));
        }

        return (s, true);
    }

    /// <summary>The folios that the ends of the range cut through; those that must stay narrow the range.</summary>
    private static (SpecState State, ulong Start, ulong End) TruncatePartial(
        this SpecState s, int task, int file, long first, long last, ulong start, ulong end)
    {
        bool same = first >> 12 == last >> 12;
        if (s.FolioAt(file, (ulong)first >> 12) is { } head)
        {
            same = last < ((long)head.Next << 12);
            (s, bool done) = s.TruncatePart(task, head.Id, first, last);
            (start, end) = done ? (start, end) : (head.Next, same ? head.Index : end);
        }

        if (!same && s.FolioAt(file, (ulong)(last >> 12)) is { } tail)
        {
            (s, bool done) = s.TruncatePart(task, tail.Id, first, last);
            end = done ? end : tail.Index;
        }

        return (s, start, end);
    }

    /// <returns>False when the folio had to stay: dirty, and not to be split.</returns>
    private static (SpecState State, bool Done) TruncatePart(this SpecState s, int task, int folio, long first, long last)
    {
        SpecFolio f = s.Folios[folio];
        bool whole = first <= (long)f.Index << 12 && ((ulong)f.Next << 12) - 1 <= (ulong)last;
        s = s.Take(folio, Task(task)).Flag(folio, SpecFlags.Locked);
        bool done = true;
        if (whole || f.Order > 0)
        {
            SpecOutcome split = whole ? new SpecOutcome(s, SpecErrno.Invalid) : s.Split(folio, 0);
            done = split.Result == 0 || whole || !f.Has(SpecFlags.Dirty);
            s = split.Result == 0 ? split.State
                : done ? s.Flag(folio, SpecFlags.None, SpecFlags.Dirty).Remove(folio) : s;
        }

        return (s.Flag(folio, SpecFlags.None, SpecFlags.Locked).Drop(folio, Task(task)), done);
    }

    private static SpecFolio? FolioAt(this SpecState s, int file, ulong index) =>
        s.Files[file].At(index).Entry is { IsShadow: false } entry ? s.Folios[entry.Folio] : null;

    /// <summary>
    /// Drops the unused contents of a range: clean folios without further references, and shadows. Others are queued for reclaim.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Pages dropped; a shadow counts 1.</returns>
    public static SpecOutcome Invalidate(this SpecState s, int task, int cpu, int file, ulong start, ulong end)
    {
        ArgumentNullException.ThrowIfNull(s);
        long count = 0;
        bool drained = false;
        for (var chunk = s.Chunk(file, start, end, wholeOnly: true); chunk.Count > 0; chunk = s.Chunk(file, start, end, wholeOnly: true))
        {
            start = chunk[^1].Key + chunk[^1].Value.Pages;
            int[] folios = [.. chunk.Where(static e => !e.Value.IsShadow).Select(static e => e.Value.Folio)];
            s = folios.Aggregate(s, (state, folio) => state.Take(folio, Task(task)));
            foreach (int folio in folios)
            {
                SpecFolio f = s.Folios[folio];
                bool unused = !f.HasAny(SpecFlags.Dirty | SpecFlags.Private) && f.Count == f.Pages + 1;
                s = unused ? s.Remove(folio) : s.DeactivateFile(cpu, folio);
                count += unused ? f.Pages : 0;
            }

            foreach ((ulong at, SpecEntry shadow) in chunk.Where(static e => e.Value.IsShadow))
            {
                s = s.WithFile(file, s.Files[file].With(at, null));
                count++;
            }

            (s, drained) = s.Release(task, cpu, folios, drained);
        }

        return new SpecOutcome(s, count);
    }

    /// <summary>Removes everything clean from a range, even if it has other holders.</summary>
    /// <param name="s">The state.</param>
    /// <param name="task">Who.</param>
    /// <param name="cpu">On which CPU.</param>
    /// <param name="file">The file.</param>
    /// <param name="start">First page.</param>
    /// <param name="end">Last page, inclusive.</param>
    /// <returns>Busy when something dirty or with private data had to stay.</returns>
    public static SpecOutcome InvalidateAll(this SpecState s, int task, int cpu, int file, ulong start, ulong end)
    {
        ArgumentNullException.ThrowIfNull(s);
        long result = 0;
        bool drained = false;
        for (var chunk = s.Chunk(file, start, end, wholeOnly: false); chunk.Count > 0;)
        {
            start = chunk[^1].Key + chunk[^1].Value.Pages;
            int[] folios = [.. chunk.Where(static e => !e.Value.IsShadow).Select(static e => e.Value.Folio)];
            s = folios.Aggregate(s, (state, folio) => state.Take(folio, Task(task)));
            foreach (int folio in folios)
            {
                bool busy = s.Folios[folio].HasAny(SpecFlags.Dirty | SpecFlags.Private);
                s = busy ? s : s.Remove(folio);
                result = busy ? SpecErrno.Busy : result;
            }

            s = chunk.Where(static e => e.Value.IsShadow)
                .Aggregate(s, (state, e) => state.WithFile(file, state.Files[file].With(e.Key, null)));
            (s, drained) = s.Release(task, cpu, folios, drained);
            chunk = start > end ? [] : s.Chunk(file, start, end, wholeOnly: false);
        }

        return new SpecOutcome(s, result);
    }
}
