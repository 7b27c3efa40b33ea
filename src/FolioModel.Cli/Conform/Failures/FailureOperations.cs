namespace FolioModel.Cli.Conform.Failures;

/// <summary>The steps of a case, by their name.</summary>
internal static class FailureOperations
{
    private const int SigBusPoisoned = 4;
    private const int SigBusNothingThere = 2;

    private static readonly Dictionary<string, Action<FailureState, RecordedLine>> s_all = new(StringComparer.Ordinal)
    {
        ["pick"] = Pick,
        ["map"] = static (state, line) => Return(state, state.File!.Map(line.Flag("shared"))),
        ["unmap"] = static (state, _) => state.File!.Unmap(),
        ["read"] = static (state, line) => Touch(state, line, write: false),
        ["write"] = static (state, line) => Touch(state, line, write: true),
        ["child-read"] = static (state, line) => TouchAsChild(state, line, write: false),
        ["child-write"] = static (state, line) => TouchAsChild(state, line, write: true),
        ["mlock"] = Lock,
        ["pageout"] = PageOut,
        ["hold"] = Hold,
        ["release"] = Release,
        ["drain"] = Drain,
        ["pread"] = static (state, line) => state.Result = state.File!.Read(First(line), line.Int64("n")).Value,
        ["pwrite"] = static (state, line) => state.Result = state.File!.Write(First(line), line.Int64("n")).Value,
        ["punch"] = static (state, line) => Fallocate(state, line, FallocateMode.PunchHole | FallocateMode.KeepSize),
        ["fallocate"] = static (state, line) => Fallocate(state, line, FallocateMode.None),
        ["truncate"] = static (state, line) => Return(state, state.File!.Truncate(line.Int64("n"))),
        ["fsync"] = static (state, _) => Return(state, state.File!.Sync()),
        ["close"] = Close,
        ["fail"] = FailMapped,
        ["fail-frame"] = FailFrame,
        ["soft-offline"] = SoftOfflineMapped,
        ["soft-offline-frame"] = static (state, line) => Return(state, state.Machine.SoftOffline(Frame(state, line))),
        ["unpoison"] = static (state, line) => Return(state, state.Machine.Unpoison(state.Frames[line.Int32("page")])),
    };

    public static Action<FailureState, RecordedLine>? Find(string name) => s_all.GetValueOrDefault(name);

    private static void Return(FailureState state, Errno error) => state.Result = (int)error;

    private static long First(RecordedLine line) => line.Int64("page", 0);

    private static VirtualPage Place(FailureState state, RecordedLine line) => state.File!.Place(First(line));

    private static Pfn Frame(FailureState state, RecordedLine line) => state.FrameOf(line.Int32("page"));

    /// <summary>Chooses a page that no file has: one of a free block, or one that a driver or a cache of objects has.</summary>
    private static void Pick(FailureState state, RecordedLine line)
    {
        if (line.Text("what") == "buddy")
        {
            state.Machine.Allocator.DrainAllPages();
            state.Frames[0] = new Pfn(state.Machine.Options.Pages / 2 + 5);
            return;
        }

        state.Frames[0] = state.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Pfn;
    }

    private static void Touch(FailureState state, RecordedLine line, bool write)
    {
        for (long page = 0; page < line.Int64("n") && state.Signal == 0; page++)
        {
            state.Signal = SignalOf(state.File!.Touch(First(line) + page, write));
        }

        state.Result = state.Signal == 0 ? 0 : (int)Errno.EFAULT;
        state.LearnFrames();
    }

    private static void TouchAsChild(FailureState state, RecordedLine line, bool write)
    {
        ProcessMemory child = state.Process.Fork("child");
        int signal = SignalOf(child.Touch(Place(state, line), write));
        child.Exit();
        state.Result = signal == 0 ? 0 : (int)Errno.EFAULT;
    }

    private static int SignalOf(TouchResult result) => result switch
    {
        TouchResult.Done => 0,
        TouchResult.HardwarePoison => SigBusPoisoned,
        _ => SigBusNothingThere,
    };

    private static void Lock(FailureState state, RecordedLine line)
    {
        Return(state, state.Process.Lock(Place(state, line), line.Int64("n")));
        state.LearnFrames();
    }

    private static void PageOut(FailureState state, RecordedLine line) =>
        Return(state, state.Process.PageOut(Place(state, line), line.Int64("n")));

    private static void Hold(FailureState state, RecordedLine line)
    {
        state.Held.AddRange(state.Process.Get(Place(state, line), 1, write: false));
        state.Result = state.Held.Count > 0 ? 0 : (int)Errno.EFAULT;
    }

    private static void Release(FailureState state, RecordedLine line)
    {
        state.Held.ForEach(static folio => folio.PutFromAccess());
        state.Held.Clear();
    }

    private static void Drain(FailureState state, RecordedLine line)
    {
        state.Machine.Batches.DrainAll();
        state.LearnFrames();
    }

    private static void Fallocate(FailureState state, RecordedLine line, FallocateMode mode) =>
        Return(state, state.File!.Fallocate(mode, First(line), line.Int64("n")));

    private static void Close(FailureState state, RecordedLine line)
    {
        state.File!.Close();
        state.File = null;
    }

    private static void FailMapped(FailureState state, RecordedLine line)
    {
        MemoryFailureResult result = state.File!.FailMemory(First(line), line.Int64("n"));
        Return(state, result.Error);
        state.LateSignal = result.Killed ? SigBusPoisoned : 0;
        state.LearnFrames();
    }

    private static void FailFrame(FailureState state, RecordedLine line)
    {
        Return(state, state.Machine.MemoryFailure(Frame(state, line)));
        state.LearnFrames();
    }

    private static void SoftOfflineMapped(FailureState state, RecordedLine line)
    {
        Return(state, state.File!.SoftOffline(First(line), line.Int64("n")));
        state.LearnFrames();
    }
}
