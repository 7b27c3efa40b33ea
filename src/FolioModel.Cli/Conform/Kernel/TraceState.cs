namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The machine on which a trace is replayed, and what the trace knows about it.</summary>
internal sealed class TraceState
{
    /// <summary>Memory enough that no trace runs out of it: none of the recorded ones did.</summary>
    private const int MachinePages = 1 << 16;

    /// <summary>
    /// Pages of other files on the active list. The recorded machine was almost idle: what came back after an eviction of 1 or 4 pages was
    /// active, after one of 16 it was not, so its active list was at least 4 and less than 16 pages long.
    /// </summary>
    private const int WorkingSetPages = 8;

    private readonly BatchCounters _batches = new();

    private TraceState(Machine machine)
    {
        Machine = machine;
        FreedMemory = new FreedMemory(Handles);
        Inside = new MomentLog(Look, FreedMemory);
        Callbacks = new CallbackLog(Handles);
    }

    public Machine Machine { get; }

    public HandleTable Handles { get; } = new();

    /// <summary>How the recording sees folios.</summary>
    public KernelView View { get; } = new();

    public FreedMemory FreedMemory { get; }

    public CallbackLog Callbacks { get; }

    /// <summary>How folios stood inside the operation.</summary>
    public MomentLog Inside { get; }

    public TraceMapping Mapping { get; private set; } = null!;

    public AddressSpace Space => Mapping.Space;

    /// <summary>Builds the machine and the mapping of a trace.</summary>
    /// <param name="header">The trace's first line.</param>
    /// <param name="ledger">Whether every reference is recorded with its holder.</param>
    /// <returns>The state before the first operation, or null when the model has no such mapping.</returns>
    public static TraceState? Create(TraceHeader header, bool ledger)
    {
        if (!TraceMappings.IsKnown(header.MappingKind))
        {
            return null;
        }

        TraceState state = new(new Machine(new MachineOptions { Pages = MachinePages, Profile = header.Profile, Ledger = ledger }));
        state.FillWorkingSet();
        state.Mapping = TraceMappings.Create(header.MappingKind, state.Machine, header, state.Callbacks);
        state.Machine.Observer = state.Inside;
        return state;
    }

    /// <summary>Looks at a mapping on which another task works.</summary>
    /// <param name="machine">Its machine.</param>
    /// <param name="mapping">The mapping, empty so far.</param>
    public static TraceState Watching(Machine machine, TraceMapping mapping)
    {
        TraceState state = new(machine) { Mapping = mapping };
        machine.Observer = state.Inside;
        return state;
    }

    /// <summary>The living folio that an argument names.</summary>
    /// <param name="arguments">The operation's arguments.</param>
    /// <param name="field">The argument.</param>
    /// <exception cref="MalformedTraceException">There is no such folio, or not any more.</exception>
    public KnownFolio Known(RecordedLine arguments, string field = "h")
    {
        int handle = arguments.Int32(field, 0);
        return Handles.Find(handle) ?? throw arguments.Malformed(field, $"expected the number of a living folio, but {handle} is none");
    }

    public void BeginOperation()
    {
        Handles.BeginOperation();
        FreedMemory.Clear();
        Callbacks.Calls.Clear();
    }

    private FolioMoment Look(Folio folio)
    {
        _batches.Read(Machine.Batches);
        return new FolioMoment(folio.Pfn.Value, folio.RefCount, FolioRow.FlagsOf(folio, View)) { Batches = _batches.Packed(folio) };
    }

    private void FillWorkingSet()
    {
        AddressSpace others = Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "other files" });
        for (ulong index = 0; index < WorkingSetPages; index++)
        {
            Folio folio = others.Pages.GrabFolio(new PageIndex(index)).Folio;
            folio.MarkAccessed();
            folio.Unlock();
            folio.Put();
        }

        Machine.Batches.DrainAll();
    }
}
