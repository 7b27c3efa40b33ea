using FolioModel.Allocation;

namespace FolioModel.Reclaim;

/// <summary>Frees memory in the background: woken when free memory falls below the low watermark, it stops above the high one.</summary>
/// <remarks>
/// <para>Models <c>kswapd</c>, one for the node. The kernel's thread sleeps a moment before it sleeps for good, and stalls when it meets
/// too many folios under writeback; here it does neither, because there is no clock.</para>
/// <para><see cref="MachineOptions.BackgroundReclaim"/> says who runs it.</para>
/// </remarks>
/// <example><code>
/// if (machine.BackgroundReclaimer.IsAwake)
/// {
///     using (machine.RunAs(machine.BackgroundReclaimer.Task))
///     {
///         PageCount freed = machine.BackgroundReclaimer.Balance();
///     }
/// }
/// </code></example>
[SharedState("background reclaimer")]
public sealed partial class BackgroundReclaimer : ISharedState
{
    /// <summary>Runs in a row that freed nothing, after which it is not woken any more (<c>MAX_RECLAIM_RETRIES</c>).</summary>
    private const int MostFailures = 16;

    private readonly Machine _machine;

    [NotShared("made once")]
    private KernelTask? _task;

    internal BackgroundReclaimer(Machine machine)
    {
        _machine = machine;
        _stateNumber = machine.NewStateNumber();
    }

    /// <summary>A task named after the kernel's thread, on CPU 0, to run it in the name of.</summary>
    public KernelTask Task => _task ??= _machine.CreateTask("kswapd0", 0);

    /// <summary>Whether an allocation woke it and it has not run since.</summary>
    [Shared]
    public partial bool IsAwake { get; private set; }

    /// <summary>Whether <see cref="Run"/> is to end.</summary>
    [Shared]
    public partial bool IsStopped { get; private set; }

    /// <summary>
    /// Runs in a row that freed nothing. After 16 it is not woken until something else reclaims with success (<c>kswapd_failures</c>).
    /// </summary>
    [Shared]
    public partial int Failures { get; internal set; }

    /// <summary>The largest order that an allocation which woke it wanted (<c>kswapd_order</c>).</summary>
    [Shared]
    internal partial int Order { get; set; }

    /// <summary>The highest zone that an allocation which woke it could use (<c>kswapd_highest_zoneidx</c>).</summary>
    [Shared]
    internal partial ZoneKind Highest { get; set; }

    /// <summary>Whether <see cref="Balance"/> is under way.</summary>
    [Shared]
    internal partial bool IsBalancing { get; private set; }

    /// <summary>The highest zone that <see cref="Balance"/> frees memory of.</summary>
    [Shared]
    internal partial ZoneKind Balanced { get; private set; }

    /// <summary>Whether it is freeing memory of a zone right now (<c>ZONE_RECLAIM_ACTIVE</c>).</summary>
    internal bool WorksFor(ZoneKind zone) => IsBalancing && zone <= Balanced;

    /// <summary>Frees memory until some zone is above its high watermark, or until all urgency is in vain.</summary>
    /// <returns>Pages freed.</returns>
    /// <remarks>Models <c>balance_pgdat</c>. It runs in the name of the current task, which may use all reserves meanwhile.</remarks>
    [Interleaved]
    public PageCount Balance()
    {
        using KernelTask.OperationScope operation = _machine.BeginOperation("balance_pgdat");
        _machine.CheckThread();
        int order = Order;
        ZoneKind highest = Highest;
        IsAwake = false;
        Order = 0;
        Highest = ZoneKind.Dma;
        IsBalancing = true;
        Balanced = highest;
        KernelTask task = _machine.Current;
        bool nested = task.MemAlloc;
        task.MemAlloc = true;
        _machine.Groups?.Root.FlushStatistics();
        _machine.ReclaimObserver?.Begins(null);
        ReclaimControl control = _machine.Reclaiming.Borrow(GfpFlags.Kernel);
        control.IsBackground = true;
        control.WalksAll = true;
        control.Order = order;
        control.Highest = highest;
        bool balanced = RunPasses(control);
        if (!balanced && control.Reclaimed == 0 && control.TrimmedInVain)
        {
            control.NeverTrimsOnly = true;
            balanced = RunPasses(control);
        }

        Failures += !balanced && control.Reclaimed == 0 ? 1 : 0;
        _machine.Reclaiming.Remember(control);
        long freed = control.Reclaimed;
        _machine.Reclaiming.GiveBack(control);
        _machine.ReclaimObserver?.Ends(null, freed);
        IsBalancing = false;
        task.MemAlloc = nested;
        return new PageCount(freed);
    }

    /// <summary>
    /// The background reclaimer as a task: waits until an allocation wakes it, balances, and starts again, until <see cref="Stop"/>.
    /// </summary>
    /// <remarks>Models <c>kswapd</c>.</remarks>
    [Interleaved]
    public void Run()
    {
        while (!IsStopped)
        {
            if (IsAwake)
            {
                Balance();
            }
            else
            {
                _machine.WaitFor(WaitReason.ReclaimWork, this, "an allocation that needs memory", null);
            }
        }
    }

    /// <summary>Ends <see cref="Run"/>.</summary>
    /// <remarks>Models <c>kswapd_stop</c>.</remarks>
    public void Stop()
    {
        IsStopped = true;
        _machine.WakeAll(this);
    }

    /// <summary>An allocation finds little memory.</summary>
    /// <remarks>Models <c>wakeup_kswapd</c>.</remarks>
    internal void Wake(int order, ZoneKind highest)
    {
        Order = Math.Max(Order, order);
        Highest = highest > Highest ? highest : Highest;
        bool needed = !_machine.Allocator.IsBalanced(order, highest) || _machine.Allocator.BoostOf(highest) > 0;
        if (!IsAwake && needed && Failures < MostFailures)
        {
            IsAwake = true;
            _machine.WakeAll(this);
        }
    }

    /// <summary>Runs where the machine's option asks for it, unless the caller may not sleep.</summary>
    internal void RunIfAtOnce(bool maySleep)
    {
        if (IsAwake && maySleep && _machine.Options.BackgroundReclaim == BackgroundReclaim.AtOnce && !_machine.Current.MemAlloc
            && !_machine.CanWait)
        {
            using Machine.TaskScope scope = _machine.RunAs(Task);
            Balance();
        }
    }

    /// <summary>Passes of rising urgency. Watermarks that were raised are served first, without writing or swapping.</summary>
    /// <returns>Whether memory is balanced.</returns>
    [Interleaved]
    private bool RunPasses(ReclaimControl control)
    {
        long raised = _machine.Allocator.BoostOf(control.Highest);
        BalanceProgress progress = new(raised);
        bool balanced = _machine.Allocator.IsBalanced(control.Order, control.Highest);
        while (progress.Begin(balanced))
        {
            control.Priority = progress.Priority;
            control.MayWrite = control.MaySwap = !progress.IsForBoost;
            long freed = RunPass(control);
            progress.End(freed, Math.Max(control.Scanned, freed) >= control.Wanted, control.Priority);
            if (!progress.GoesOn)
            {
                break;
            }

            balanced = _machine.Allocator.IsBalanced(control.Order, control.Highest);
        }

        if (raised > 0)
        {
            _machine.Allocator.EndBoosts(control.Highest, raised);
        }

        return balanced;
    }

    /// <summary>One pass over all groups. A block of the size wanted is likely once twice as many pages are free.</summary>
    /// <returns>Pages freed.</returns>
    [Interleaved]
    private long RunPass(ReclaimControl control)
    {
        _machine.Reclaiming.AgeNode(control);
        control.Scanned = 0;
        control.Wanted = _machine.Allocator.PagesToBalance(control.Highest);
        long before = control.Reclaimed;
        _machine.Reclaiming.ShrinkNode(control);
        if (control.Order > 0 && control.Reclaimed >= 2L << control.Order)
        {
            control.Order = 0;
        }

        return control.Reclaimed - before;
    }
}
