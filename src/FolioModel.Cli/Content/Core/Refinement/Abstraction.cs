using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

/// <summary>Maps a machine's state to the specification's and says where they differ, in both directions.</summary>
internal sealed class Abstraction(Machine machine, AddressSpace[] files, SpecState spec, Dictionary<int, Folio> handles)
{
    private const FolioFlags Seen = FolioFlags.Locked | FolioFlags.Referenced | FolioFlags.Uptodate | FolioFlags.Dirty | FolioFlags.Lru
        | FolioFlags.Active | FolioFlags.Workingset | FolioFlags.Private | FolioFlags.Writeback
        | FolioFlags.Reclaim | FolioFlags.Unevictable;

    private static readonly SpecBatch[] s_batches = Enum.GetValues<SpecBatch>();

    /// <summary>The differences, each with the folio that differs where it is a single one.</summary>
    public IEnumerable<(string What, Folio Folio)> Differences() =>
        Folios().Concat(Files().Concat(Batches()).Concat(Lists()).Concat(Totals()).Select(static what => (what, default(Folio))));

    private IEnumerable<(string What, Folio Folio)> Folios()
    {
        foreach (SpecFolio expected in spec.Folios.Values)
        {
            if (!handles.TryGetValue(expected.Id, out Folio folio) || !folio.IsAlive)
            {
                yield return ($"{expected} is not there", default);
                continue;
            }

            FolioFlags flags = folio.Flags & Seen;
            int file = folio.Mapping is { } mapping ? Array.IndexOf(files, mapping) + 1 : 0;
            if (folio.Order.Value != expected.Order || folio.RefCount != expected.Count || (int)flags != (int)expected.Flags
                || file != expected.File
                || (expected.File != 0 && folio.Index.Value != expected.Index))
            {
                yield return ($"expected {expected}, is {folio.Describe()}", folio);
            }
            else if (!HoldersAgree(expected, folio))
            {
                yield return ($"expected the holders of {expected}, they are {string.Join(" + ", folio.Holders)}", folio);
            }
        }
    }

    private static bool HoldersAgree(SpecFolio expected, Folio folio)
    {
        Dictionary<string, int> actual = [];
        foreach (ReferenceHolder holder in folio.Holders)
        {
            string name = NameOf(holder);
            actual[name] = actual.GetValueOrDefault(name) + holder.Count;
        }

        return actual.Count == expected.Holders.Count && expected.Holders.All(h => actual.GetValueOrDefault(h.Key) == h.Value);
    }

    private static string NameOf(ReferenceHolder holder)
    {
        int task = (holder.Task?.Id ?? 1) - 2;
        return holder.Kind switch
        {
            var kind when kind == HolderKind.PageCache => SpecReferences.Cache,
            var kind when kind == HolderKind.Private => SpecReferences.PrivateData,
            var kind when kind == HolderKind.Isolation => SpecReferences.Isolation(task),
            var kind when kind == HolderKind.LruAddBatch || kind == HolderKind.LruBatch =>
                SpecReferences.Batch(holder.Cpu!.Value, (SpecBatch)holder.Batch!.Value),
            _ => SpecReferences.Task(task),
        };
    }

    private IEnumerable<string> Files()
    {
        for (int i = 0; i < files.Length; i++)
        {
            SpecFile expected = spec.Files[i + 1];
            AddressSpace file = files[i];
            if (file.Pages.Count.Value != expected.Pages)
            {
                yield return $"nrpages of {file}: expected {expected.Pages}";
            }

            int entries = 0;
            foreach ((PageIndex index, Order order, CacheEntry entry) in file.Pages.Entries())
            {
                entries++;
                if (!expected.Entries.TryGetValue(index.Value, out SpecEntry? wanted) || !EntryAgrees(wanted, file, index, order, entry))
                {
                    yield return $"'{file.Name}' has {order} {(entry.IsFolio ? entry.Folio.ToString() : "a shadow")} at {index}, "
                        + $"expected {wanted}";
                }
            }

            if (entries != expected.Entries.Count)
            {
                yield return $"'{file.Name}' has {entries} entries, expected {expected.Entries.Count}";
            }
        }
    }

    private bool EntryAgrees(SpecEntry wanted, AddressSpace file, PageIndex index, Order order, CacheEntry entry)
    {
        if (order.Value != wanted.Order || entry.IsFolio == wanted.IsShadow
            || file.Pages.GetTag(index, PageCacheTag.Dirty) != wanted.Dirty
                || file.Pages.GetTag(index, PageCacheTag.Writeback) != wanted.Writeback
            || file.Pages.GetTag(index, PageCacheTag.ToWrite) != wanted.ToWrite)
        {
            return false;
        }

        if (!wanted.IsShadow)
        {
            return handles.TryGetValue(wanted.Folio, out Folio folio) && folio == entry.Folio;
        }

        Shadow shadow = Shadow.Unpack(entry.Value);
        return shadow.Eviction == (ulong)wanted.Age && shadow.Workingset == wanted.Workingset;
    }

    private IEnumerable<string> Batches()
    {
        for (int cpu = 0; cpu < machine.Options.Cpus; cpu++)
        {
            foreach (SpecBatch kind in s_batches)
            {
                IEnumerable<Folio> expected = spec.Batches.GetValueOrDefault((cpu, kind), []).Select(f => handles[f]);
                if (!machine.Batches.FoliosIn(cpu, (LruBatchKind)kind).SequenceEqual(expected))
                {
                    yield return $"CPU {cpu}'s {kind} batch has {machine.Batches.CountOf(cpu, (LruBatchKind)kind)} folios, expected "
                        + $"{spec.Batches.GetValueOrDefault((cpu, kind), []).Count}, or others";
                }
            }
        }
    }

    private IEnumerable<string> Lists()
    {
        foreach (LruListKind list in (LruListKind[])[LruListKind.InactiveFile, LruListKind.ActiveFile])
        {
            if (!machine.Lru[list].SequenceEqual(spec.Lists.GetValueOrDefault((int)list, []).Select(f => handles[f])))
            {
                yield return $"{list} is [{string.Join(", ", machine.Lru[list])}], expected "
                    + $"[{string.Join(", ", spec.Lists.GetValueOrDefault((int)list, []).Select(f => handles[f]))}]";
            }
        }
    }

    private IEnumerable<string> Totals()
    {
        long unevictable = machine.Lru[LruListKind.Unevictable].Pages.Value;
        if (unevictable != spec.PagesOn((int)LruListKind.Unevictable))
        {
            yield return $"{unevictable} pages are unevictable, expected {spec.PagesOn((int)LruListKind.Unevictable)}";
        }

        if (machine.Lru.NonresidentAge != spec.Age)
        {
            yield return $"the node's age is {machine.Lru.NonresidentAge}, expected {spec.Age}";
        }

        PageAllocator allocator = machine.Allocator;
        long used = allocator.ManagedPageCount.Value - allocator.FreePageCount.Value - allocator.PerCpuPageCount.Value;
        long expected = spec.Folios.Values.Sum(static f => (long)f.Pages);
        if (used != expected)
        {
            yield return $"{used} pages are allocated, expected {expected}";
        }
    }
}
