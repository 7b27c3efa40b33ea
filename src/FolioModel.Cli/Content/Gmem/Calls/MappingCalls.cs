using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Mapping a guest_memfd into the host process, and touching it.</summary>
internal static class MappingCalls
{
    /// <summary>What the recorded program wrote into the first two pages; what it reads back is shown as one number of two bytes.</summary>
    private const byte FirstByte = 7;

    private const byte SecondByte = 8;

    public static void Register(Dictionary<string, CallHandler> handlers)
    {
        handlers.Add("mmap", Map);
        handlers.Add("write through the mapping and read back", WriteAndRead);
        handlers.Add("read after punching page 0", ReadBack);
        handlers.Add("read after allocating all", ReadBack);
    }

    private static CallOutcome Map(CallContext context, RecordedLine arguments)
    {
        if (arguments.Has("gmem_flags"))
        {
            // From the first of these on, calls are about the file just made with those flags.
            context.File = context.NewestFile;
        }

        bool shared = arguments.Text("how").EndsWith("shared", StringComparison.Ordinal);
        CallResult result = context.System.Map(context.File, shared, out GmemMappedArea? mapping);
        context.Mapping = mapping ?? context.Mapping;
        return new CallOutcome(result);
    }

    private static CallOutcome WriteAndRead(CallContext context, RecordedLine arguments)
    {
        GmemMappedArea mapping = MappingOf(context, arguments);
        mapping.Write(new ByteOffset(0), FirstByte);
        mapping.Write(new ByteOffset(PageSize.Bytes), SecondByte);
        return ReadBack(context, arguments);
    }

    private static CallOutcome ReadBack(CallContext context, RecordedLine arguments)
    {
        GmemMappedArea mapping = MappingOf(context, arguments);
        byte first = mapping.Read(new ByteOffset(0)).Value;
        byte second = mapping.Read(new ByteOffset(PageSize.Bytes)).Value;
        CallOutcome outcome = new(CallResult.Of((first << 8) | second));
        return arguments.Has("page0_is_zero") ? outcome.Show("page0_is_zero", first == 0 ? 1 : 0) : outcome;
    }

    private static GmemMappedArea MappingOf(CallContext context, RecordedLine arguments) =>
        context.Mapping ?? throw arguments.Malformed("", "expected a successful mmap before");
}
