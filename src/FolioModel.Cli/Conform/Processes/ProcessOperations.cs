using FolioModel.Shmem;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>The recorded system calls, by their name.</summary>
internal static partial class ProcessOperations
{
    private static readonly Dictionary<string, Action<ProcessState, RecordedLine>> s_handlers = Build();

    public static Action<ProcessState, RecordedLine>? Find(string name) => s_handlers.GetValueOrDefault(name);

    private static Dictionary<string, Action<ProcessState, RecordedLine>> Build()
    {
        Dictionary<string, Action<ProcessState, RecordedLine>> handlers = new(StringComparer.Ordinal);
        RegisterFile(handlers);
        RegisterMappings(handlers);
        RegisterChild(handlers);
        RegisterPins(handlers);
        RegisterFailure(handlers);
        RegisterGuest(handlers);
        return handlers;
    }

    private static void RegisterFile(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("open", Open);
        handlers.Add("close", (state, _) =>
        {
            state.File!.Close();
            state.File = null;
        });
        handlers.Add("drain_all", DrainAll);
        handlers.Add("fallocate", (state, arguments) => Return(state, state.File!.Fallocate(
            (FallocateMode)arguments.Int32("mode"), arguments.Int64("offset"), arguments.Int64("len"))));
        handlers.Add("ftruncate", (state, arguments) => Return(state, state.Shmem.SetSize(arguments.Int64("size"))));
        handlers.Add("pread", (state, arguments) => Return(state, state.Shmem.Read(arguments.Int64("off"), arguments.Int64("len"))));
        handlers.Add("pwrite", (state, arguments) => Return(state, state.Shmem.Write(arguments.Int64("off"), arguments.Int64("len"))));
        handlers.Add("byte", (state, arguments) =>
        {
            // The result is the byte itself.
            byte[] read = new byte[1];
            Return(state, state.Shmem.Read(arguments.Int64("offset"), read));
            state.Result = state.Result == 1 ? read[0] : state.Result;
        });
        handlers.Add("swapoff", (state, _) => Return(state, state.Recorded.SwapOff()));
        handlers.Add("swapon", (state, _) => state.Recorded.SwapOn());
        handlers.Add("get", (state, arguments) =>
        {
            KnownFolio known = state.Known(arguments);
            known.Folio.Get();
            known.Own++;
        });
        handlers.Add("put", (state, arguments) =>
        {
            KnownFolio known = state.Known(arguments);
            known.Own--;
            known.Folio.Put();
        });
        handlers.Add("reclaim", Reclaim);
    }

    private static void Open(ProcessState state, RecordedLine arguments)
    {
        string expected = state.Kind == RecordedMachine.GuestMemfd ? "absent" : "memfd_create";
        if ((arguments.OptionalText("what") ?? "absent") != expected)
        {
            throw arguments.Malformed("what", $"expected {expected} for a {state.Kind}");
        }

        state.PagesOpened = arguments.Int64("pages", 1);
        long size = state.PagesOpened * PageSize.Bytes;
        state.File = state.Kind == RecordedMachine.GuestMemfd
            ? new GuestProcessFile(state.Machine, size)
            : new ShmemProcessFile(state.Recorded.Mount.CreateFile(new ShmemOptions
            {
                Name = "memfd",
                Size = size,
                HugePages = state.IsHuge ? HugePagePolicy.Always : HugePagePolicy.Never,
            }));
    }

    /// <summary>Some traces write the file before they drain, without a line of its own for it.</summary>
    private static void DrainAll(ProcessState state, RecordedLine arguments)
    {
        if (state.Number == 1 && state.Name.StartsWith("mapped", StringComparison.Ordinal))
        {
            int pages = state.Name.EndsWith("/private", StringComparison.Ordinal) ? 3 : 8;
            state.Shmem.Write(0, (state.IsHuge ? Order.Pmd.Pages : pages) * (long)PageSize.Bytes);
        }

        state.Machine.Batches.DrainAll();
    }

    /// <summary>Isolates a folio and reclaims it alone; the recorder's result is that of its own call, always 0.</summary>
    private static void Reclaim(ProcessState state, RecordedLine arguments)
    {
        Folio folio = state.Known(arguments).Folio;
        folio.Get();
        bool isolated = folio.Isolate();
        folio.Put();
        if (isolated)
        {
            folio.Reclaim();
        }
    }

    private static void Return(ProcessState state, Errno error) => state.Result = (int)error;

    private static void Return(ProcessState state, TransferResult result) => state.Result = result.Value;
}
