using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>System calls on the file, its mount and the pool.</summary>
internal static class FileOperations
{
    public static SystemCallResult Open(HugetlbState state, RecordedLine arguments)
    {
        state.Open(arguments.Text("what") switch
        {
            "memfd_create(MFD_HUGETLB)" => false,
            "file on the mount" => true,
            _ => throw arguments.Malformed("what", "expected what is opened: a memfd or a file on the mount"),
        });
        return SystemCallResult.Done;
    }

    public static SystemCallResult OpenOther(HugetlbState state, RecordedLine arguments)
    {
        state.OpenOther();
        return SystemCallResult.Done;
    }

    public static SystemCallResult Close(HugetlbState state, RecordedLine arguments)
    {
        state.Close();
        return SystemCallResult.Done;
    }

    public static SystemCallResult Unlink(HugetlbState state, RecordedLine arguments)
    {
        state.File!.Unlink();
        return SystemCallResult.Done;
    }

    public static SystemCallResult Fallocate(HugetlbState state, RecordedLine arguments) => SystemCallResult.Of(state.File!.Fallocate(
        (FallocateMode)arguments.Int32("mode"), new ByteOffset(arguments.Int64("offset")), arguments.Int64("len")));

    public static SystemCallResult FallocateOther(HugetlbState state, RecordedLine arguments) => SystemCallResult.Of(state.Other!.Fallocate(
        FallocateMode.None, new ByteOffset(0), arguments.Int64("len")));

    public static SystemCallResult Truncate(HugetlbState state, RecordedLine arguments) =>
        SystemCallResult.Of(state.File!.Truncate(arguments.Int64("size")));

    public static SystemCallResult Read(HugetlbState state, RecordedLine arguments) =>
        Read(state, arguments.Int64("off"), new byte[arguments.Int32("len", 0)]);

    public static SystemCallResult Byte(HugetlbState state, RecordedLine arguments)
    {
        byte[] buffer = new byte[1];
        SystemCallResult result = Read(state, arguments.Int64("offset"), buffer);
        return result.Value == 1 ? new SystemCallResult(buffer[0]) : result;
    }

    public static SystemCallResult Write(HugetlbState state, RecordedLine arguments) =>
        SystemCallResult.Of(HugetlbFile.Write(new ByteOffset(arguments.Int64("off")), arguments.Int64("len")));

    public static SystemCallResult Statistics(HugetlbState state, RecordedLine arguments)
    {
        HugetlbStatistics statistics = state.File!.Mount.Statistics();
        Demand(arguments, "f_blocks", statistics.Blocks);
        Demand(arguments, "f_bfree", statistics.FreeBlocks);
        if (arguments.Has("f_type"))
        {
            // Shown in full once for each mount.
            Demand(arguments, "f_type", HugetlbStatistics.Magic);
            Demand(arguments, "f_bsize", statistics.BlockSize);
            Demand(arguments, "f_bavail", statistics.FreeBlocks);
        }

        return SystemCallResult.Done;
    }

    public static SystemCallResult ResizePool(HugetlbState state, RecordedLine arguments)
    {
        const int LeftAlone = -1;
        if (arguments.Int64("overcommit") is not LeftAlone and long overcommit)
        {
            state.Pool.Overcommit = overcommit;
        }

        return arguments.Int64("nr") is not LeftAlone and long count ? SystemCallResult.Of(state.Pool.Resize(count))
            : SystemCallResult.Done;
    }

    public static SystemCallResult State(HugetlbState state, RecordedLine arguments)
    {
        state.KnowMapped();
        return SystemCallResult.Done;
    }

    private static void Demand(RecordedLine arguments, string field, long actual)
    {
        if (arguments.Int64(field) != actual)
        {
            throw new InvalidOperationException($"{field} is {actual}, the kernel said {arguments.Int64(field)}");
        }
    }

    private static SystemCallResult Read(HugetlbState state, long offset, byte[] buffer)
    {
        HugetlbRead read = state.File!.Read(new ByteOffset(offset), buffer);
        return read.Error == Errno.None ? new SystemCallResult(read.Count) : SystemCallResult.Of(read.Error);
    }
}
