using FolioModel.Cli.Conform;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Mapping a guest_memfd into the host process, and touching it.</summary>
internal static class MappingCalls
{
    /// <summary>The bytes that the recorded program wrote into the first two pages; those read back are one number.</summary>
    private const byte FirstByte = 7;

    private const byte SecondByte = 8;

    public static void Register(Dictionary<string, CallHandler> handlers)
    {
        handlers.Add("mmap", Map);
        handlers.Add("write through the mapping and read back", WriteAndRead);
        handlers.Add("read after punching page 0", ReadAfterPunch);
        handlers.Add("read after allocating all", ReadAll);
    }

    private static CallOutcome Map(CallContext context, RecordedLine arguments)
    {
        bool isNewest = arguments.Has("gmem_flags");
        if (isNewest)
        {
            // From the first of these on, calls are about the file just made with those flags.
            context.File = context.NewestFile;
        }

        arguments.DemandText("how", "NONE shared", "R shared", "R private", "RW shared", "RW private");
        bool shared = arguments.Text("how").EndsWith("shared", StringComparison.Ordinal);
        CallResult result = context.System.Map(context.File, shared, out GmemMappedArea? mapping);
        context.Mapping = mapping ?? context.Mapping;
        CallOutcome outcome = new(result);
        return isNewest ? outcome.Show("gmem_flags", (long)context.System.GuestMemfdOf(context.File)!.Inode.Flags) : outcome;
    }

    private static CallOutcome WriteAndRead(CallContext context, RecordedLine arguments)
    {
        GmemMappedArea mapping = MappingOf(context, arguments);
        mapping.Write(new ByteOffset(0), FirstByte);
        mapping.Write(new ByteOffset(PageSize.Bytes), SecondByte);
        CallOutcome outcome = ReadBack(context, arguments);
        return outcome.Show("expect", outcome.Result.Value);
    }

    private static CallOutcome ReadAfterPunch(CallContext context, RecordedLine arguments)
    {
        CallOutcome outcome = ReadBack(context, arguments);
        return outcome.Show("page0_is_zero", outcome.Result.Value >> 8 == 0 ? 1 : 0);
    }

    private static CallOutcome ReadAll(CallContext context, RecordedLine arguments)
    {
        arguments.Demand("x", 0, "since the call has no arguments");
        return ReadBack(context, arguments);
    }

    private static CallOutcome ReadBack(CallContext context, RecordedLine arguments)
    {
        GmemMappedArea mapping = MappingOf(context, arguments);
        byte first = mapping.Read(new ByteOffset(0)).Value;
        byte second = mapping.Read(new ByteOffset(PageSize.Bytes)).Value;
        return new CallOutcome(CallResult.Of((first << 8) | second));
    }

    private static GmemMappedArea MappingOf(CallContext context, RecordedLine arguments) =>
        context.Mapping ?? throw arguments.Malformed("", "expected a successful mmap before");
}
