namespace FolioModel.Show;

/// <summary>Records what a machine does as a trace: attach it, run a program, take the trace.</summary>
/// <remarks>
/// Each event is a step with a picture of the whole machine: meant for programs of some thousand events on machines of some thousand pages.
/// </remarks>
public sealed class FolioTraceRecorder : IMachineObserver
{
    private readonly FolioTraceBuilder _builder = new();
    private readonly StepRecorder _steps;
    private readonly Machine _machine;
    private readonly IMachineObserver? _next;

    private FolioTraceRecorder(Machine machine, HolderWords[] words)
    {
        _machine = machine;
        _next = machine.Observer;
        _steps = new StepRecorder(words) { WatchesAll = true, AfterStep = step => _builder.Add(step, machine.Snapshot()) };
    }

    /// <summary>Attaches a recorder to a machine. An observer that the machine has already is told every event as before.</summary>
    /// <param name="machine">The machine; with a ledger, so that holders are known.</param>
    /// <param name="words">What the owner says of its kinds of holders.</param>
    public static FolioTraceRecorder Attach(Machine machine, params HolderWords[] words)
    {
        ArgumentNullException.ThrowIfNull(machine);
        FolioTraceRecorder recorder = new(machine, words);
        machine.Observer = recorder;
        return recorder;
    }

    /// <summary>The line of the source that runs from now on: the steps get it.</summary>
    public int? Line
    {
        get => _builder.Line;
        set => _builder.Line = value;
    }

    /// <summary>How many steps are recorded so far.</summary>
    public int Steps => _builder.Count;

    /// <summary>Adds a step that shows how a folio stands, with a remark.</summary>
    /// <param name="folio">A live folio.</param>
    /// <param name="note">What to look at, in words.</param>
    public void Note(Folio folio, string note) => _steps.AddState(folio, "(note)", note);

    /// <summary>Adds a step that shows how the machine stands, with a remark.</summary>
    /// <param name="note">What to look at, in words.</param>
    public void Note(string note) => _steps.AddNothing(_machine, "(note)", note);

    /// <summary>Adds a step where the machine has changed since the last one, as the end of a free does.</summary>
    /// <param name="note">What to look at, in words.</param>
    public void NoteChange(string note)
    {
        if (_builder.Differs(_machine.Snapshot()))
        {
            Note(note);
        }
    }

    /// <summary>The trace of what has happened so far.</summary>
    /// <param name="head">What it is about.</param>
    public FolioTrace ToTrace(FolioTraceHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return _builder.ToTrace(head.Profile.Length > 0 ? head : head with { Profile = _machine.Profile.Name });
    }

    /// <inheritdoc/>
    KernelEventGroups IMachineObserver.Wants => KernelEventGroups.Pages | (_next?.Wants ?? KernelEventGroups.None);

    /// <inheritdoc/>
    void IMachineObserver.OnEvent(Machine machine, in KernelEvent kernelEvent)
    {
        KernelEventGroups group = KernelEvent.GroupOf(kernelEvent.Kind);
        if (group == KernelEventGroups.Pages)
        {
            _steps.OnEvent(machine, kernelEvent);
        }

        if (_next is not null && (_next.Wants & group) != 0)
        {
            _next.OnEvent(machine, kernelEvent);
        }
    }
}
