namespace FolioModel.Reclaim;

/// <summary>
/// The walks through the page tables of the processes of one group: how far they came, and which tables are worth the next one.
/// </summary>
/// <remarks>
/// Models <c>struct lru_gen_mm_state</c>. The kernel's bloom filters can say yes where they should say no; these sets cannot, which at
/// their size of 32768 bits for two keys makes a difference only to many thousands of tables.
/// </remarks>
internal sealed class PageTableWalks(LruVector lru)
{
    private readonly HashSet<(ProcessMemory Process, ulong Table)>?[] _filters = new HashSet<(ProcessMemory, ulong)>?[2];
    private readonly HashSet<ProcessMemory> _walked = [];

    /// <summary>Number of the youngest generation of the last complete walk.</summary>
    public long Sequence { get; private set; } = LruGenerations.Fewest;

    /// <summary>
    /// Moves the folios that the group's processes used since the last walk into the youngest generation. Processes that did not run since
    /// then, or that have hardly any memory, are passed over; of one that is new every table is walked.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="youngest">Number of the youngest generation.</param>
    /// <param name="canSwap">Whether anonymous memory can be evicted; otherwise it is passed over.</param>
    /// <param name="force">Whether every table is walked.</param>
    /// <remarks>Models <c>iterate_mm_list</c> and <c>walk_mm</c>.</remarks>
    public void Walk(Machine machine, long youngest, bool canSwap, bool force)
    {
        bool first = true;
        foreach (ProcessMemory process in machine.Processes)
        {
            if (process.Lru != lru)
            {
                continue;
            }

            force |= _walked.Add(process);
            if (!process.TakeRunning(force) || !process.HasEnoughPages(LruGenerations.Batch, canSwap))
            {
                continue;
            }

            if (first)
            {
                Reset(youngest + 1);
                first = false;
            }

            process.PromoteYoung(lru, youngest, canSwap, force);
        }

        Sequence++;
    }

    /// <summary>Whether a table was found to have many used entries. Before there is a filter, every table may have.</summary>
    public bool IsWorthWalking(long sequence, ProcessMemory process, ulong table) =>
        _filters[sequence & 1] is not { } filter || filter.Contains((process, table));

    /// <summary>A table has many used entries: the walk that ends the generation should go there.</summary>
    /// <remarks>Models <c>update_bloom_filter</c>.</remarks>
    public void Note(long sequence, ProcessMemory process, ulong table) => _filters[sequence & 1]?.Add((process, table));

    /// <summary>The process is gone.</summary>
    public void Forget(ProcessMemory process)
    {
        _walked.Remove(process);
        foreach (HashSet<(ProcessMemory Process, ulong Table)>? filter in _filters)
        {
            filter?.RemoveWhere(entry => entry.Process == process);
        }
    }

    private void Reset(long sequence)
    {
        ref HashSet<(ProcessMemory, ulong)>? filter = ref _filters[sequence & 1];
        filter ??= [];
        filter.Clear();
    }
}
