namespace FolioModel.Cli.Conform.Processes;

internal static partial class ProcessOperations
{
    private const int DontNeed = 4;
    private const int Remove = 9;
    private const int PopulateRead = 22;
    private const int HwPoison = 100;
    private const int SoftOffline = 101;

    private static void RegisterMappings(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("mmap", Map);
        handlers.Add("munmap", Unmap);
        handlers.Add("mremap", Remap);
        handlers.Add("memset", (state, arguments) => Touch(state, state.Parent, state.Target, arguments.Int32("k"), 1, write: true));
        handlers.Add("touch_read", (state, arguments) => Touch(state, arguments, write: false));
        handlers.Add("touch_write", (state, arguments) => Touch(state, arguments, write: true));
        handlers.Add("madvise", Advise);
        handlers.Add("mlock", (state, arguments) =>
            Return(state, state.Parent.Lock(state.Target + arguments.Int64("page"), arguments.Int64("n"))));
        handlers.Add("munlock", (state, arguments) => state.Parent.Unlock(state.Target + arguments.Int64("page"), arguments.Int64("n")));
        handlers.Add("mprotect", (state, _) => state.Parent.Protect(state.Main!.Value + 1, 1, writable: false));
    }

    private static void Map(ProcessState state, RecordedLine arguments)
    {
        bool first = arguments.Has("pages");
        long pages = first ? arguments.Int64("pages", 1, state.PagesOpened) : arguments.WholePages("len") / PageSize.Bytes;
        MapOptions options = first ? MapOptions.Writable | MapOptions.Shared : OptionsOf(arguments);
        MappedArea area =
            state.Parent.Map(state.File!.Mapping, new PageIndex((ulong)arguments.WholePages("offset") >> PageSize.Shift), pages, options);
        if (first || (state.Main is null && state.Name.StartsWith("mapped", StringComparison.Ordinal) && state.Number > 1))
        {
            state.Main = area.First;
            state.PagesOfMain = pages;
        }
        else
        {
            state.Other = area.First;
            state.PagesOfOther = pages;
        }
    }

    private static MapOptions OptionsOf(RecordedLine arguments)
    {
        const int ReadOnly = 1;
        const int ReadWrite = 3;
        const int Shared = 1;
        const int Private = 2;
        MapOptions sharing = arguments.Int32("flags", Shared, Private) == Shared ? MapOptions.Shared : MapOptions.None;
        return arguments.Int32("prot") switch
        {
            ReadOnly => sharing,
            ReadWrite => sharing | MapOptions.Writable,
            _ => throw arguments.Malformed("prot", $"expected {ReadOnly} or {ReadWrite}"),
        };
    }

    private static void Unmap(ProcessState state, RecordedLine arguments)
    {
        if (arguments.Has("pages"))
        {
            UnmapWhole(state, arguments);
            return;
        }

        // The second mapping is taken away from its start.
        long pages = arguments.WholePages("len") / PageSize.Bytes;
        state.Parent.Unmap(state.Other!.Value, pages);
        state.Other = state.Other.Value + pages;
        state.PagesOfOther -= pages;
    }

    private static void UnmapWhole(ProcessState state, RecordedLine arguments)
    {
        long pages = state.Main is null ? state.PagesOfOther : state.PagesOfMain;
        arguments.Demand("pages", pages, "the pages that are mapped");
        if (state.Main is { } main)
        {
            state.Parent.Unmap(main, pages);
            state.Main = null;
            if (state.Name.StartsWith("swap", StringComparison.Ordinal) && state.Other is { } other)
            {
                // The swap scripts take both mappings away with one line.
                state.Parent.Unmap(other, pages);
                state.Other = null;
            }
        }
        else
        {
            state.Parent.Unmap(state.Other!.Value, pages);
            state.Other = null;
        }
    }

    private static void Remap(ProcessState state, RecordedLine arguments)
    {
        bool move = state.Note.Contains("moved", StringComparison.Ordinal);
        arguments.Demand("old_pages", state.PagesOfOther, "the pages that are mapped");
        long pages = arguments.Int64("new_pages", 1);
        state.Other = state.Parent.Move(state.Other!.Value, state.PagesOfOther, pages, move);
        state.PagesOfOther = pages;
    }

    private static void Touch(ProcessState state, RecordedLine arguments, bool write)
    {
        int unit = (int)(arguments.WholePages("unit") / PageSize.Bytes);
        Touch(state, state.Parent, state.Target + ((long)arguments.Int32("page") * unit), arguments.Int32("n"), unit, write);
    }

    private static void Touch(ProcessState state, ProcessMemory process, VirtualPage first, int count, int step, bool write)
    {
        for (int i = 0; i < count; i++)
        {
            VirtualPage page = first + ((long)i * step);
            TouchResult result = process.Touch(page, write);
            if (result != TouchResult.Done)
            {
                state.Result = -1;
                state.SignalCode = result switch { TouchResult.BusError => 2, TouchResult.HardwarePoison => 4, _ => 1 };
                state.Signal = result is TouchResult.BusError or TouchResult.HardwarePoison ? "SIGBUS" : "SIGSEGV";
                return;
            }

            if (write)
            {
                // The recorder wrote this value into the first byte of the page.
                process.Store(page, 0, 1);
            }
        }
    }

    private static void Advise(ProcessState state, RecordedLine arguments)
    {
        VirtualPage first = state.Target + arguments.Int64("page");
        long pages = arguments.Int64("n");
        if (arguments.Value("advice").ValueKind == System.Text.Json.JsonValueKind.String)
        {
            if (arguments.Text("advice") != "PAGEOUT")
            {
                throw arguments.Malformed("advice", "expected a number or \"PAGEOUT\"");
            }

            PageOut(state, first, pages);
            return;
        }

        switch (arguments.Int32("advice"))
        {
            case DontNeed:
                Return(state, state.Parent.Discard(first, pages));
                break;
            case Remove:
                RemovePages(state, first, first + pages);
                break;
            case PopulateRead:
                Return(state, state.Parent.Populate(first, pages, write: false));
                break;
            case HwPoison:
                FailMemory(state, arguments, first, pages);
                break;
            case SoftOffline:
                Return(state, state.Parent.SoftOffline(first, pages));
                break;
            default:
                state.Missing = $"madvise {arguments.Int32("advice")}";
                break;
        }
    }

    /// <summary>Punches what a range shows, area by area, up to the first one that is locked in memory.</summary>
    private static void RemovePages(ProcessState state, VirtualPage first, VirtualPage end)
    {
        while (first < end)
        {
            MappedArea area = state.Parent.AreaAt(first)!;
            VirtualPage next = area.End < end ? area.End : end;
            Errno error = (area.Options & MapOptions.Locked) != 0
                ? Errno.EINVAL
                : state.File!.Fallocate(
                    FallocateMode.PunchHole | FallocateMode.KeepSize,
                    area.IndexOf(first).ToByteOffset().Value,
                    (long)(next.Value - first.Value) * PageSize.Bytes);
            Return(state, error);
            if (error != Errno.None)
            {
                return;
            }

            first = next;
        }
    }

    private static void PageOut(ProcessState state, VirtualPage first, long pages)
    {
        if (state.Note.Contains("extra reference just before", StringComparison.Ordinal)
            || state.Note.Contains("held in the swap cache", StringComparison.Ordinal))
        {
            state.Recorded.Device.Writing = folio =>
            {
                folio.Get();
                state.Handles.Find(folio)!.Own++;
            };
        }

        Return(state, state.Parent.PageOut(first, pages));
        state.Recorded.Device.Writing = null;
    }
}
