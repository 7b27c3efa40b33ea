using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Shmem;

namespace FolioModel.Cli.Content.Shmem;

/// <summary>The operations of a shmem file: fallocate, getting folios, reading, writing, truncation.</summary>
internal static class ShmemFileOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("shmem_get", GetFolio);
        handlers.Add("shmem_truncate", (state, arguments, _) => FileOf(state, arguments).TruncateRange(
            new ByteOffset(arguments.Int64("lstart", 0)), new ByteOffset(arguments.Int64("lend", -1))));
        handlers.Add("kwrite", (state, arguments, outcome) =>
            outcome.Result = FileOf(state, arguments).Write(arguments.Int64("pos"), arguments.Int64("len")).Value);
        handlers.Add("kread", (state, arguments, outcome) =>
            outcome.Result = FileOf(state, arguments).Read(arguments.Int64("pos"), arguments.Int64("len")).Value);
    }

    private static void GetFolio(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        FolioResult found = FileOf(state, arguments).GetFolio(
            arguments.Index("index"), (ShmemGetMode)arguments.Int32("sgp", 0, (int)ShmemGetMode.Fallocate));
        outcome.Return(found.Error);
        outcome.Returned = -1;
        if (!found.Folio.IsNone)
        {
            KnownFolio known = state.Handles.Know(found.Folio);
            known.Own++;
            outcome.Returned = known.Handle;
        }
    }

    private static ShmemFile FileOf(TraceState state, RecordedLine arguments) =>
        (state.Mapping as ShmemMapping)?.File ?? throw arguments.Malformed("op", "expected a mapping of kind \"shmem\"");
}
