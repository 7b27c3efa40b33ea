using FolioModel.Groups;

namespace FolioModel.Rmap;

public sealed partial class ProcessMemory
{
    /// <summary>Log2 of the entries of a table of any level.</summary>
    private const int LevelShift = 9;

    /// <summary>Levels above the tables of pages that belong to a process and can be shared by several of these.</summary>
    private const int UpperLevels = 2;

    /// <summary>Bytes of the two objects by which anonymous pages of an area are found, with the notes of their owners.</summary>
    private const int FamilyBytes = 184;

    private readonly List<MemoryGroup> _chargedFamilies = [];

    /// <summary>
    /// The group that was charged for each table, by the level (0 for tables of pages) and the number of the table there.
    /// </summary>
    private readonly Dictionary<(int Level, ulong Number), MemoryGroup> _chargedTables = [];

    /// <summary>The tables with the groups that are charged for them, about to be looked at or changed.</summary>
    private Dictionary<(int Level, ulong Number), MemoryGroup> ChargedTables
    {
        get
        {
            _machine.Track(this);
            return _chargedTables;
        }
    }

    /// <summary>Makes sure that a page has a table for its entry; the tables are charged to the current task's group.</summary>
    /// <returns>Success or <see cref="Errno.ENOMEM"/>.</returns>
    /// <remarks>
    /// Models <c>pud_alloc</c>, <c>pmd_alloc</c> and <c>pte_alloc</c>. The memory of tables is charged, but takes no frames.
    /// </remarks>
    [Interleaved]
    private Errno MakeTables(VirtualPage page)
    {
        if (Table.HasTable(page))
        {
            return Errno.None;
        }

        if (_machine.Groups is not null)
        {
            for (int level = UpperLevels; level >= 0; level--)
            {
                Errno failed = ChargeTable(level, page.Value >> (LevelShift * (level + 1)));
                if (failed != Errno.None)
                {
                    return failed;
                }
            }
        }

        Table.MakeTable(page);
        return Errno.None;
    }

    [Interleaved]
    private Errno ChargeTable(int level, ulong number)
    {
        MemoryGroup group = _machine.Groups!.Current;
        if (ChargedTables.ContainsKey((level, number)))
        {
            return Errno.None;
        }

        Errno failed = group.IsRoot ? Errno.None : group.TryCharge(1, GfpFlags.Kernel);
        if (failed != Errno.None)
        {
            return failed;
        }

        if (IsEnded || ChargedTables.ContainsKey((level, number)))
        {
            // Reclaim for the charge ended the process, or another task made the table meanwhile.
            group.Uncharge(1);
            return _isEnded ? Errno.ENOMEM : Errno.None;
        }

        CountTables(group, 1);
        ChargedTables[(level, number)] = group;
        return Errno.None;
    }

    /// <summary>Tables and objects charged to a group that is removed belong to the one above it.</summary>
    /// <returns>How many tables.</returns>
    internal long MoveTables(MemoryGroup from, MemoryGroup to)
    {
        long moved = 0;
        foreach (((int Level, ulong Number) table, MemoryGroup group) in ChargedTables.ToArray())
        {
            if (group == from)
            {
                _chargedTables[table] = to;
                moved++;
            }
        }

        CountTables(from, -moved);
        CountTables(to, moved);
        for (int i = 0; i < _chargedFamilies.Count; i++)
        {
            _chargedFamilies[i] = _chargedFamilies[i] == from ? to : _chargedFamilies[i];
        }

        _chargedFamilies.RemoveAll(static group => group.IsRoot);
        return moved;
    }

    /// <summary>Tables that a group is charged for.</summary>
    internal long TablesOf(MemoryGroup group) => _chargedTables.Values.Count(owner => owner == group);

    /// <summary>Bytes of other objects that a group is charged for.</summary>
    internal long ObjectBytesOf(MemoryGroup group) => (long)_chargedFamilies.Count(owner => owner == group) * FamilyBytes;

    private static void CountTables(MemoryGroup group, long tables)
    {
        group.Count(GroupCounter.Kernel, tables);
        group.Count(GroupCounter.PageTables, tables);
    }

    /// <summary>Frees the tables in which no area is left.</summary>
    /// <remarks>Models <c>free_pgtables</c>.</remarks>
    private void FreeTables(VirtualPage first, VirtualPage end)
    {
        for (int level = 0; level <= UpperLevels; level++)
        {
            int shift = LevelShift * (level + 1);
            for (ulong number = first.Value >> shift; number << shift < end.Value; number++)
            {
                VirtualPage page = new(number << shift);
                VirtualPage next = page + (1L << shift);
                if (_areas.Exists(area => area.First < next && area.End > page))
                {
                    continue;
                }

                if (level == 0)
                {
                    Table.FreeTable(page);
                }

                ReturnTable((level, number));
            }
        }
    }

    /// <summary>The process is gone, and all its tables.</summary>
    private void ReturnTables()
    {
        foreach ((int Level, ulong Number) table in ChargedTables.Keys.ToArray())
        {
            ReturnTable(table);
        }

        foreach (MemoryGroup group in _chargedFamilies)
        {
            group.UnchargeObject(FamilyBytes);
        }

        _chargedFamilies.Clear();
    }

    private void ReturnTable((int Level, ulong Number) table)
    {
        if (ChargedTables.Remove(table, out MemoryGroup? group))
        {
            CountTables(group, -1);
            group.Uncharge(1);
        }
    }

    void ISharedState.AddTo(ref StateHash hash)
    {
        foreach ((ulong page, PageTableEntry entry) in _table.Small.Concat(_table.Huge))
        {
            hash.Add(page);
            hash.Add(((ulong)entry.Flags << 40) | ((ulong)entry.SwapType << 32) | (uint)entry.Frame);
        }

        foreach (MappedArea area in _areas)
        {
            hash.Add(area.First.Value);
            hash.Add(((ulong)area.Pages << 16) | (uint)area.Options);
            hash.Add(area.HasFamily ? 1UL : 0);
        }

        hash.Add(((ulong)_chargedTables.Count << 32) | ((uint)_chargedFamilies.Count << 1) | (_isEnded ? 1U : 0));
    }
}
