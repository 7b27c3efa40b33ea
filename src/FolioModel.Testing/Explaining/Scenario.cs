namespace FolioModel.Testing;

/// <summary>A run that shows, step by step, who holds each reference: what <c>folio explain</c> runs.</summary>
/// <remarks>
/// A scenario builds a machine with <see cref="NewMachine"/>, attaches the recorder of <see cref="NewRecorder"/> as its observer, calls the
/// operations
/// in question, and gives the recorded steps with an answer that it reads from them.
/// </remarks>
public abstract class Scenario
{
    /// <summary>The name to call it by.</summary>
    public abstract string Name { get; }

    /// <summary>The subject of the scenario, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>The options that it understands.</summary>
    public virtual IReadOnlyList<ScenarioOption> Options => [];

    /// <summary>Runs it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">The options do not fit each other.</exception>
    public abstract Explanation Run(ExplainRequest request);

    /// <summary>The order asked for where there are only pages and 2 MiB folios.</summary>
    /// <exception cref="UsageException">It is another one.</exception>
    /// <param name="request">What was asked for.</param>
    protected static int PageOrPmd(ExplainRequest request)
    {
        int order = request.Order ?? 0;
        return order is 0 or 9 ? order : throw new UsageException($"order {order} is not possible here; expected 0 or 9");
    }

    /// <summary>Refuses switches of which one would silently have no effect beside another.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="name">A switch, without dashes.</param>
    /// <param name="others">Switches that have no effect beside it.</param>
    /// <exception cref="UsageException">One of them was given beside it.</exception>
    protected static void RefuseTogether(ExplainRequest request, string name, params string[] others)
    {
        if (request.Has(name) && Array.Find(others, request.Has) is { } other)
        {
            throw new UsageException($"--{name} and --{other}: expected one of them");
        }
    }

    /// <summary>The profile of the core that was asked for, or 6.12.</summary>
    /// <exception cref="UsageException">There is no such profile.</exception>
    protected static KernelProfile KernelProfileOf(ExplainRequest request) =>
        KernelProfile.Find(request.Profile ?? "6.12")
        ?? throw new UsageException($"there is no profile '{request.Profile}' here; expected one of {string.Join(", ", KernelNames)}");

    /// <summary>The names of all kernel profiles.</summary>
    protected static IEnumerable<string> KernelNames => KernelProfile.All.Select(static p => p.Name);

    /// <summary>The recorder to attach to the machine: it keeps pictures of the machine where the request wants them.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="words">What the owner says of its kinds of holders.</param>
    protected static StepRecorder NewRecorder(ExplainRequest request, params HolderWords[] words)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new StepRecorder(words) { KeepsSnapshots = request.KeepsSnapshots };
    }

    /// <summary>The machine that scenarios run on: everything that can be checked is.</summary>
    /// <param name="profile">The kernel to be like.</param>
    /// <param name="faults">Which allocations fail, or null for none.</param>
    /// <param name="callSites">Whether holders know the line of code that took them.</param>
    protected static Machine NewMachine(KernelProfile profile, IAllocationFaults? faults = null, bool callSites = false) =>
        new(new MachineOptions
        {
            Pages = 16384,
            Cpus = 2,
            Profile = profile,
            Ledger = true,
            LockChecking = true,
            CaptureCallSites = callSites,
            AllocationFaults = faults,
        });
}
