using FolioModel.Cli.Conform;
using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>System calls on mappings, and accesses through them.</summary>
internal static class MappingOperations
{
    private const int ReadOnly = 1;
    private const int ReadWrite = 3;
    private const int MapShared = 1;
    private const int MapPrivate = 2;
    private const int MapNoReserve = 0x4000;
    private const int DontNeed = 4;
    private const int Remove = 9;
    private const int HwPoison = 100;
    private const int SoftOffline = 101;
    private const byte Filled = 170;

    public static SystemCallResult Map(HugetlbState state, RecordedLine arguments)
    {
        int flags = arguments.Int32("flags");
        if ((flags & ~MapNoReserve) is not (MapShared or MapPrivate))
        {
            throw arguments.Malformed("flags", $"expected {MapShared} or {MapPrivate}, with or without {MapNoReserve}");
        }

        // The recording does not say whose descriptor is mapped: the second file's, once there is one.
        HugetlbMapResult result = RunAs(state, state.Parent, () => (state.Other ?? state.File!).Map(new HugetlbMapOptions
        {
            Length = arguments.Int64("len"),
            Offset = arguments.Int64("offset"),
            Shared = (flags & MapShared) != 0,
            Writable = IsWritable(arguments),
            NoReserve = (flags & MapNoReserve) != 0,
        }));
        if (result.Area is { } mapping)
        {
            state.Mappings.Add(mapping);
        }

        return SystemCallResult.Of(result.Error);
    }

    private static bool IsWritable(RecordedLine arguments) => arguments.Int32("prot") switch
    {
        ReadOnly => false,
        ReadWrite => true,
        _ => throw arguments.Malformed("prot", $"expected {ReadOnly} or {ReadWrite}"),
    };

    public static SystemCallResult Unmap(HugetlbState state, RecordedLine arguments)
    {
        long length = arguments.Int64("len");
        HugetlbMappedArea mapping = state.Slot is not null ? state.Accessed
            : state.Mappings.Find(m => m.Length == length) ?? state.Mappings[0];
        Errno error = mapping.Unmap(0, length).Error;
        if (error == Errno.None)
        {
            state.Mappings.Remove(mapping);
        }

        return SystemCallResult.Of(error);
    }

    public static SystemCallResult Fill(HugetlbState state, RecordedLine arguments) =>
        SystemCallResult.Of(state.Accessed.Store(0, arguments.Int64("pages") * state.Pool.PageBytes, Filled));

    public static SystemCallResult Touch(HugetlbState state, RecordedLine arguments, bool write)
    {
        long unit = arguments.WholePages("unit");
        long first = arguments.Int64("page", 0);
        return Touch(state.Accessed, first * unit, unit, arguments.Int64("n", 1), write);
    }

    public static SystemCallResult Advise(HugetlbState state, RecordedLine arguments)
    {
        bool huge = arguments.Has("page");
        long unit = huge ? state.Pool.PageBytes : PageSize.Bytes;
        string place = huge ? "page" : arguments.Has("index") ? "index" : "small_page";
        long offset = arguments.Int64(place) * unit;
        long length = arguments.Int64("n") * unit;
        return arguments.Int32("advice") switch
        {
            HwPoison => FailMemory(state, offset),
            SoftOffline => RunAs(state, state.Parent, () => SystemCallResult.Of(state.Accessed.SoftOffline(offset))),
            DontNeed => SystemCallResult.Of(state.Accessed.DontNeed(offset, length)),
            Remove => SystemCallResult.Of(state.Accessed.Remove(offset, length)),
            int other => throw arguments.Malformed("advice", $"{other} is none that this replayer knows"),
        };
    }

    private static SystemCallResult FailMemory(HugetlbState state, long offset)
    {
        HugetlbFailure failure = RunAs(state, state.Parent, () => state.Accessed.FailMemory(offset));
        state.SignalsReceived = failure.Killed.Count(process => process == state.Parent);
        return SystemCallResult.Of(failure.Error);
    }

    public static SystemCallResult Fork(HugetlbState state, RecordedLine arguments)
    {
        foreach (HugetlbMappedArea mapping in state.Mappings)
        {
            state.ChildMappings.Add(mapping.Fork(state.Child).Area!);
        }

        return SystemCallResult.Done;
    }

    public static SystemCallResult TouchAsChild(HugetlbState state, bool write)
    {
        HugetlbMappedArea mapping = state.ChildMappings[0];
        SystemCallResult result = RunAs(
            state, state.Child, () => Touch(mapping, 0, state.Pool.PageBytes, mapping.Length / state.Pool.PageBytes, write));
        state.ChildResult = write || result.Signal is not null ? result.ChildResult : null;
        return SystemCallResult.Done;
    }

    /// <summary>One touch of the child, where the recording says which page of which mapping.</summary>
    public static SystemCallResult TouchPageAsChild(HugetlbState state, RecordedLine arguments, bool write)
    {
        HugetlbMappedArea mapping = state.ChildMappings[state.Slot!.Value];
        long page = arguments.Int64("page");
        return RunAs(state, state.Child, () => Touch(mapping, page * state.Pool.PageBytes, state.Pool.PageBytes, 1, write));
    }

    public static SystemCallResult UnmapAsChild(HugetlbState state, RecordedLine arguments)
    {
        HugetlbState.UnmapAll(state.ChildMappings);
        return SystemCallResult.Done;
    }

    private static SystemCallResult Touch(HugetlbMappedArea mapping, long offset, long unit, long count, bool write)
    {
        SystemCallResult result = SystemCallResult.Done;
        for (long i = 0; i < count && result.Value == 0; i++)
        {
            result = SystemCallResult.Of(mapping.Touch(offset + (i * unit), write));
        }

        return result;
    }

    private static T RunAs<T>(HugetlbState state, KernelTask task, Func<T> action)
    {
        using Machine.TaskScope scope = state.Machine.RunAs(task);
        return action();
    }
}
