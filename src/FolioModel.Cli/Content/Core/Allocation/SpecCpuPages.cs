using FolioModel.Allocation;

namespace FolioModel.Cli.Content.Core.Allocation;

/// <summary>
/// The specification of what one CPU keeps of a zone: lists by order and type, and how much is fetched and given back at a time.
/// </summary>
/// <param name="blocks">The zone's buddy lists.</param>
/// <param name="batch">Pages that are moved at a time, at least.</param>
/// <param name="high">Pages from which on some are given back.</param>
internal sealed class SpecCpuPages(SpecBlocks blocks, int batch, int high)
{
    private const int Lists = 14;
    private const int LargestScale = 5;

    private readonly List<int>[] _lists = [.. Enumerable.Range(0, Lists).Select(static _ => new List<int>())];
    private int _refills;
    private int _freed;
    private bool _freedHighOrder;

    public int Pages => Enumerable.Range(0, Lists).Sum(i => _lists[i].Count << OrderOf(i));

    /// <summary>The blocks: list by list, the one to be taken next first.</summary>
    public IEnumerable<(int First, int Order)> InOrder() =>
        Enumerable.Range(0, Lists).SelectMany(i => _lists[i].Select(p => (p, OrderOf(i))));

    public static bool Keeps(int order) => order is >= 0 and <= 3 or 9;

    /// <summary>Takes the block that came last, after fetching some if there is none.</summary>
    public int? Take(int order, MigrateType type, bool unmixed, Action boost)
    {
        _freed /= 2;
        List<int> list = _lists[ListOf(order, type)];
        if (list.Count == 0)
        {
            list.AddRange(blocks.Take(CountToFetch(order), order, type, unmixed, boost));
        }

        if (list.Count == 0)
        {
            return null;
        }

        int pfn = list[0];
        list.RemoveAt(0);
        return pfn;
    }

    /// <summary>Keeps a block, and gives others back when there are too many.</summary>
    public void Put(int pfn, int order)
    {
        MigrateType type = blocks.TypeOf(pfn);
        int list = ListOf(order, type <= MigrateType.Reclaimable ? type : MigrateType.Movable);
        _refills /= 2;
        _lists[list].Insert(0, pfn);
        bool isHighOrder = order is >= 1 and <= 3;
        bool everything = isHighOrder && _freedHighOrder && _freed >= batch;
        _freedHighOrder = isHighOrder;
        if (_freed < batch << LargestScale)
        {
            _freed += 1 << order;
        }

        if (everything)
        {
            GiveBack(batch << LargestScale, list);
        }
        else if (Pages >= high)
        {
            GiveBack(high < batch ? 1 : Math.Min(Math.Max(_freed, batch), Math.Max(batch, high - batch)), list);
        }
    }

    public void Drain()
    {
        while (Pages > 0)
        {
            GiveBack(batch << LargestScale, 0);
        }
    }

    private static int ListOf(int order, MigrateType type) =>
        order == 9 ? (type == MigrateType.Movable ? 13 : 12) : (3 * order) + (int)type;

    private static int OrderOf(int list) => list >= 12 ? 9 : list / 3;

    private int CountToFetch(int order)
    {
        if (high < batch)
        {
            return 1;
        }

        int count = batch;
        if (order == 0)
        {
            int most = Math.Max(high - Pages - batch, batch);
            count = Math.Min(batch << _refills, most);
            _refills += batch << _refills <= most && _refills < LargestScale ? 1 : 0;
        }

        return count == 1 ? 1 : Math.Max(count >> order, 2);
    }

    /// <summary>Empties one list after the other, the block that was freed first before the others, until enough pages are back.</summary>
    private void GiveBack(int pages, int list)
    {
        for (int left = Math.Min(pages, Pages); left > 0; list = (list + 1) % Lists)
        {
            for (; left > 0 && _lists[list].Count > 0; left -= 1 << OrderOf(list))
            {
                blocks.Free(_lists[list][^1], OrderOf(list));
                _lists[list].RemoveAt(_lists[list].Count - 1);
            }
        }
    }
}
