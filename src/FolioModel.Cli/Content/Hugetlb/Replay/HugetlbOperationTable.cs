using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>The operations of the recordings, by name.</summary>
internal static class HugetlbOperationTable
{
    private static readonly Dictionary<string, Func<HugetlbState, RecordedLine, SystemCallResult>> s_operations =
        new(StringComparer.Ordinal)
        {
            ["open"] = FileOperations.Open,
            ["open2"] = FileOperations.OpenOther,
            ["close"] = FileOperations.Close,
            ["unlink"] = FileOperations.Unlink,
            ["fallocate"] = FileOperations.Fallocate,
            ["fallocate2"] = FileOperations.FallocateOther,
            ["ftruncate"] = FileOperations.Truncate,
            ["pread"] = FileOperations.Read,
            ["byte"] = FileOperations.Byte,
            ["pwrite"] = FileOperations.Write,
            ["fstatfs"] = FileOperations.Statistics,
            ["pool"] = FileOperations.ResizePool,
            ["state"] = FileOperations.State,
            ["mmap"] = MappingOperations.Map,
            ["munmap"] = MappingOperations.Unmap,
            ["memset"] = MappingOperations.Fill,
            ["touch_read"] = (state, arguments) => MappingOperations.Touch(state, arguments, write: false),
            ["touch_write"] = (state, arguments) => MappingOperations.Touch(state, arguments, write: true),
            ["madvise"] = MappingOperations.Advise,
            ["fork"] = MappingOperations.Fork,
            ["child_touch_read"] = (state, _) => MappingOperations.TouchAsChild(state, write: false),
            ["child_touch_write"] = (state, _) => MappingOperations.TouchAsChild(state, write: true),
            ["child_munmap"] = MappingOperations.UnmapAsChild,
            ["child_exit"] = MappingOperations.UnmapAsChild,
            ["get"] = HoldOperations.Get,
            ["put"] = HoldOperations.Put,
            ["pin"] = (state, arguments) => HoldOperations.Pin(state, arguments, pin: true),
            ["gup"] = (state, arguments) => HoldOperations.Pin(state, arguments, pin: false),
            ["unpin"] = HoldOperations.Unpin,
            ["drain_all"] = HoldOperations.DrainAll,
        };

    public static Func<HugetlbState, RecordedLine, SystemCallResult>? Find(string name) => s_operations.GetValueOrDefault(name);
}
