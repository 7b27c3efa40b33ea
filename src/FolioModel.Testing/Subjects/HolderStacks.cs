using System.Runtime.InteropServices;

namespace FolioModel.Testing;

/// <summary>
/// The kinds of references that each task holds on each folio, in the order in which it took the first of each: a put drops one of the
/// newest kind, unless all that is left has an end of its own (an isolation, a pin).
/// </summary>
internal sealed class HolderStacks
{
    private readonly Dictionary<(int Frame, int Task), List<(HolderKind Kind, int Count)>> _kinds = [];

    /// <summary>Notes references taken or dropped by a task.</summary>
    /// <param name="key">The folio's first frame and the task.</param>
    /// <param name="change">What the machine reported.</param>
    /// <returns>A finding when a plain put was booked on a kind that is not the newest.</returns>
    public Finding? Note((int Frame, int Task) key, in KernelEvent change)
    {
        if (!_kinds.TryGetValue(key, out List<(HolderKind Kind, int Count)>? kinds))
        {
            _kinds[key] = kinds = [];
        }

        HolderKind kind = change.Holder!.Value;
        if (change.Delta > 0)
        {
            Add(kinds, kind, change.Delta);
            return null;
        }

        HolderKind? newest = NewestOf(kinds);
        int found = kinds.FindLastIndex(k => k.Kind == kind);
        Finding? finding = null;
        if (found >= 0 && !kind.HasOwnEnd && newest is { } expected && expected != kind && change.Function == "folio_put")
        {
            finding = new Finding(
                "ledger",
                $"a put of {change.Pfn} was booked on \"{kind.Name}\", but the newest reference of its task is \"{expected.Name}\"");
        }

        // A reference that was renamed without an event is dropped under a kind that was never taken.
        Subtract(kinds, found >= 0 ? found : kinds.Count - 1, -change.Delta);
        return finding;
    }

    /// <summary>A reference of a task goes over to another kind: the one that a lookup took on trial, or the newest.</summary>
    public void Rename((int Frame, int Task) key, HolderKind to)
    {
        if (!_kinds.TryGetValue(key, out List<(HolderKind Kind, int Count)>? kinds) || kinds.Count == 0)
        {
            return;
        }

        int found = kinds.FindLastIndex(static k => k.Kind == HolderKind.Speculative);
        Subtract(kinds, found >= 0 ? found : kinds.FindLastIndex(k => k.Kind == NewestOf(kinds)), 1);
        if (to.IsHeldByTask)
        {
            Add(kinds, to, 1);
        }
    }

    /// <summary>References of a task on a folio. More than the ledger has where a page table took one over, which is no event.</summary>
    public int CountOf((int Frame, int Task) key) =>
        _kinds.TryGetValue(key, out List<(HolderKind Kind, int Count)>? kinds) ? kinds.Sum(static k => k.Count) : 0;

    /// <summary>The folio is freed.</summary>
    public void Forget((int Frame, int Task) key) => _kinds.Remove(key);

    private static HolderKind? NewestOf(List<(HolderKind Kind, int Count)> kinds)
    {
        int newest = kinds.FindLastIndex(static k => !k.Kind.HasOwnEnd);
        return kinds.Count == 0 ? null : kinds[newest >= 0 ? newest : kinds.Count - 1].Kind;
    }

    private static void Add(List<(HolderKind Kind, int Count)> kinds, HolderKind kind, int count)
    {
        int at = kinds.FindLastIndex(k => k.Kind == kind);
        if (at < 0)
        {
            kinds.Add((kind, count));
        }
        else
        {
            CollectionsMarshal.AsSpan(kinds)[at].Count += count;
        }
    }

    private static void Subtract(List<(HolderKind Kind, int Count)> kinds, int at, int count)
    {
        if (at < 0)
        {
            return;
        }

        ref (HolderKind Kind, int Count) held = ref CollectionsMarshal.AsSpan(kinds)[at];
        held.Count -= count;
        if (held.Count <= 0)
        {
            kinds.RemoveAt(at);
        }
    }
}
