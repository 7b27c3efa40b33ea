namespace FolioModel.Cli.Conform.Processes;

internal static partial class ProcessOperations
{
    private static void RegisterChild(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("fork", (state, _) => state.Child = state.Parent.Fork("child"));
        handlers.Add("child_touch_read",
            (state, arguments) => Touch(state, state.Child!, state.Main!.Value, arguments.Int32("k"), 1, write: false));
        handlers.Add("child_touch_write",
            (state, arguments) => Touch(state, state.Child!, state.Main!.Value, arguments.Int32("k"), 1, write: true));
        handlers.Add("child_munmap", (state, _) => state.Child!.Unmap(state.Main!.Value, state.Child.AreaAt(state.Main.Value)!.Pages));
        handlers.Add("child_exit", (state, _) => state.Child!.Exit());
    }

    private static void RegisterPins(Dictionary<string, Action<ProcessState, RecordedLine>> handlers)
    {
        handlers.Add("pin", (state, arguments) => Grab(state, arguments, pin: true));
        handlers.Add("gup", (state, arguments) => Grab(state, arguments, pin: false));
        handlers.Add("unpin", Release);
        handlers.Add("io_uring_register", RegisterBuffers);
        handlers.Add("close_ring", (state, _) => DropRing(state));
        handlers.Add("vmsplice",
            (state, arguments) => FillPipe(state, state.Parent.Get(state.Main!.Value, arguments.Int32("pages"), write: false)));
        handlers.Add("splice", Splice);
        handlers.Add("read_pipe", (state, arguments) =>
        {
            TakeFromPipe(state);
            state.Result = arguments.Int64("len");
        });
        handlers.Add("close_pipe", (state, _) =>
        {
            while (state.Pipe.Count > 0)
            {
                TakeFromPipe(state);
            }
        });
    }

    private static void TakeFromPipe(ProcessState state)
    {
        (Folio folio, bool fromMemory) = state.Pipe.Dequeue();
        if (fromMemory)
        {
            folio.PutFromAccess();
        }
        else
        {
            folio.Put();
        }
    }

    private static void Grab(ProcessState state, RecordedLine arguments, bool pin)
    {
        VirtualPage first = state.Target + arguments.Int64("page");
        int pages = arguments.Int32("n");
        IReadOnlyList<Folio> folios = pin ? state.Parent.Pin(first, pages, write: true) : state.Parent.Get(first, pages, write: true);
        state.Slots[arguments.Int32("slot")] = (folios, pin);
        state.Result = folios.Count > 0 ? folios.Count : (int)Errno.EFAULT;
        foreach (Folio folio in folios)
        {
            Count(state, folio, pin, 1);
        }
    }

    private static void Count(ProcessState state, Folio folio, bool pin, int by)
    {
        KnownFolio known = state.Handles.Know(folio);
        if (pin)
        {
            state.Pins[known.Handle] = state.Pins.GetValueOrDefault(known.Handle) + by;
        }
        else
        {
            known.Own += by;
        }
    }

    private static void Release(ProcessState state, RecordedLine arguments)
    {
        state.Slots.Remove(arguments.Int32("slot"), out (IReadOnlyList<Folio> Folios, bool Pinned) slot);
        foreach (Folio folio in slot.Folios)
        {
            Count(state, folio, slot.Pinned, -1);
            if (slot.Pinned)
            {
                folio.Unpin();
            }
            else
            {
                folio.PutFromAccess();
            }
        }
    }

    private static void RegisterBuffers(ProcessState state, RecordedLine arguments)
    {
        if (!arguments.Has("pages"))
        {
            DropRing(state);
            return;
        }

        // The kernel pins every page, then keeps one pin of a large folio if all its pages in the buffer are of that one.
        foreach (IGrouping<Folio, Folio> pages in state.Parent.Pin(state.Main!.Value, arguments.Int32("pages"), write: true)
            .GroupBy(folio => folio))
        {
            int kept = pages.Key.Order > Order.Zero ? 1 : pages.Count();
            state.Ring.Add((pages.Key, kept));
            if (pages.Count() > kept)
            {
                pages.Key.Unpin(pages.Count() - kept);
            }
        }
    }

    private static void DropRing(ProcessState state)
    {
        foreach ((Folio folio, int pins) in state.Ring)
        {
            folio.Unpin(pins);
        }

        state.Ring.Clear();
    }

    private static void FillPipe(ProcessState state, IReadOnlyList<Folio> folios)
    {
        foreach (Folio folio in folios)
        {
            state.Pipe.Enqueue((folio, true));
        }

        state.Result = folios.Count * (long)PageSize.Bytes;
    }

    /// <summary>
    /// Each folio of the file is looked up and marked accessed once; each of its pages goes into the pipe with a reference of its own.
    /// </summary>
    private static void Splice(ProcessState state, RecordedLine arguments)
    {
        ulong pages = (ulong)arguments.Int32("pages");
        for (ulong index = 0; index < pages;)
        {
            Folio folio = state.Shmem.GetFolio(new PageIndex(index), FolioModel.Shmem.ShmemGetMode.Read).Folio;
            folio.Unlock();
            folio.MarkAccessed();
            ulong end = Math.Min(folio.NextIndex.Value, pages);
            for (; index < end; index++)
            {
                folio.Get();
                state.Pipe.Enqueue((folio, false));
            }

            folio.Put();
        }

        state.Result = (long)pages * PageSize.Bytes;
    }
}
