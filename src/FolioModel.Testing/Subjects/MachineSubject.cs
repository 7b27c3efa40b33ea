using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>
/// Anything built on a <see cref="FolioModel.Machine"/>: after every step all cheap invariants are checked, and at the end nothing may be
/// left of what was given back.
/// </summary>
/// <example>
/// <code>
/// sealed class MyOwnerSubject : MachineSubject
/// {
///     public MyOwnerSubject()
///     {
///         MyOwner owner = new(Machine.CreateAddressSpace());
///         Define("fill", 1, Number("page", 16), page => owner.Fill(page));
///         AtEnd(owner.Close);
///     }
/// }
/// </code>
/// </example>
public abstract class MachineSubject : Subject
{
    private readonly List<Action> _atEnd = [];
    private readonly InvariantMonitor _monitor;
    private readonly LedgerAccount? _account;

    /// <summary>Builds the machine.</summary>
    /// <param name="options">How; null for 4,096 pages, two CPUs and the ledger.</param>
    /// <param name="monitor">The checks after each step; null for the cheap invariants, and everything each 64th step.</param>
    protected MachineSubject(MachineOptions? options = null, MonitorOptions? monitor = null)
    {
        Machine = new Machine(options ?? new MachineOptions { Pages = 4096, Ledger = true });
        _monitor = Machine.MonitorInvariants(monitor ?? new MonitorOptions { StepsBetweenFullValidations = 64 });
        if (Machine.Options.Ledger)
        {
            Machine.Observer = _account = new LedgerAccount(Machine);
        }
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <inheritdoc/>
    public override Finding? CheckStep()
    {
        ImmutableArray<InvariantViolation> violations = _monitor.Check();
        if (violations.IsEmpty && IsThorough)
        {
            violations = _monitor.CheckEverything();
        }

        return violations.IsEmpty ? _account?.Check() : Finding.Of(violations[0]);
    }

    /// <inheritdoc/>
    public override Finding? Finish()
    {
        GiveBack();
        for (int i = _atEnd.Count - 1; i >= 0; i--)
        {
            _atEnd[i]();
        }

        foreach (AddressSpace file in Machine.AddressSpaces.ToList())
        {
            file.EvictInode();
        }

        Machine.Batches.DrainAll();
        Machine.Allocator.DrainAllPages();
        ImmutableArray<InvariantViolation> violations = Machine.Validate();
        return violations.IsEmpty ? Leak() : Finding.Of(violations[0]);
    }

    /// <inheritdoc/>
    public override BalanceTree? RecordBalance(Func<string> step)
    {
        BalanceTree tree = new();
        BalanceRecorder recorder = new(tree, step, NamesLines);
        if (_account is null)
        {
            Machine.Observer = recorder;
        }
        else
        {
            _account.Next = recorder;
        }

        return tree;
    }

    /// <summary>Called at the end of a program, the last one added first: closes what the constructor opened.</summary>
    /// <param name="action">What to do.</param>
    protected void AtEnd(Action action) => _atEnd.Add(action);

    /// <summary>Notes a folio that an operation gave the program, with its reference, and says how the operation ended.</summary>
    /// <param name="scope">Where it is held from now on.</param>
    /// <param name="got">What the operation gave, or its error.</param>
    protected static StepResult Keep(Scope<Folio> scope, FolioResult got)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (got.IsOk)
        {
            scope.Add(got.Folio);
        }

        return got.Error;
    }

    /// <summary>Gives back what the program still holds. Each reference that is left afterwards is a leak.</summary>
    protected virtual void GiveBack()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _monitor.Dispose();
        }

        base.Dispose(disposing);
    }

    private string Hint => _atEnd.Count > 0 ? ""
        : $"{GetType().Name} closes nothing at the end: if its constructor opens something that holds folios, give AtEnd what closes "
            + $"that\n";

    private Finding? Leak()
    {
        long free = Machine.Allocator.FreePageCount.Value + Machine.Allocator.OfflinePageCount.Value;
        if (free == Machine.Allocator.ManagedPageCount.Value)
        {
            return null;
        }

        long left = Machine.Allocator.ManagedPageCount.Value - free;
        string pages = left == 1 ? "1 page is" : $"{left} pages are";
        LeakReport report = LeakReport.Of(Machine);
        string what = $"{pages} still allocated after everything was given back\n{report}{Hint}";
        return Finding.Of(ReferenceInvariants.BalancedProgramLeaksNothing, what) with
        {
            Concerned = [.. report.Folios.Select(static f => (object)f.Folio.Pfn.Value)],
            Folio = report.Folios is [{ Folio: var only }] ? only : default,
            Holders = [.. report.Outstanding.Select(static o => o.Holder)],
        };
    }
}
