using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private void DefineWriteback()
    {
        Define("mark dirty", 4, Held(_held, static h => h.IsLocked && h.Folio.Mapping is not null), MarkDirty);
        Define("start writeback", 3, Held(_held, MayStartWriteback), OneOf("", Round.Plain, Round.Tagged, Round.TaggedAndKept),
            StartWriteback);
        Define("write back", 6, Task, File, Page, OneOf("", Round.Plain, Round.Tagged, Round.TaggedAndKept), WriteBack);
        Define("end writeback", 3, Number("CPU", 2), Held(_writebacks), EndWriteback, givesBack: true);
    }

    /// <summary>Whether the folio was tagged for this round of writing, and whether more of it will be written.</summary>
    private enum Round
    {
        Plain,
        Tagged,
        TaggedAndKept,
    }

    private static bool MayStartWriteback(HeldFolio held) =>
        held.IsLocked && held.Folio.Mapping is not null && !held.Folio.Has(FolioFlags.Writeback);

    private StepResult MarkDirty(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        if (held.Folio.Has(FolioFlags.Reclaim))
        {
            Hit("a folio marked for reclaim redirtied");
        }

        bool wasClean = held.Folio.MarkDirty();
        _spec?.Expect(_spec.State.MarkDirty(_spec.IdOf(held.Folio)));
        return wasClean ? StepResult.Ok : Errno.EEXIST;
    }

    private StepResult StartWriteback(HeldFolio held, Round round)
    {
        StartWriteback(held.Folio, held.Task, round);
        _writebacks.Add(held.Folio);
        return StepResult.Ok;
    }

    /// <summary>Writes a dirty folio back from beginning to end, and holds it no longer than that takes.</summary>
    private StepResult WriteBack(int task, AddressSpace file, long page, Round round)
    {
        if (file.Pages.Peek(Place(page)) is not { IsFolio: true } entry
            || (entry.Folio.Flags & (FolioFlags.Locked | FolioFlags.Writeback | FolioFlags.Dirty)) != FolioFlags.Dirty)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult found = file.Pages.GetFolio(Place(page), FindFolioFlags.Lock, GfpFlags.None, default);
        ExpectFound(task, file, Place(page), FindFolioFlags.Lock, 0, memory: true, found);
        StartWriteback(found.Folio, task, round);
        int id = _spec?.IdOf(found.Folio) ?? 0;
        found.Folio.Unlock();
        _spec?.Expect(_spec.State.Flag(id, SpecFlags.None, SpecFlags.Locked));
        EndWriteback(found.Folio, CpuOf(task));
        found.Folio.Put();
        _spec?.Expect(_spec.State.Drop(id, SpecReferences.Task(task)));
        return StepResult.Ok;
    }

    private void StartWriteback(Folio folio, int task, Round round)
    {
        using Machine.TaskScope scope = As(task);
        AddressSpace file = folio.Mapping!;
        if (round != Round.Plain)
        {
            PageIndex last = new(folio.NextIndex.Value - 1);
            file.Pages.TagForWriteback(folio.Index, last);
            _spec?.Expect(_spec.State.TagForWriteback(IdOf(file), folio.Index.Value, last.Value));
        }

        if (folio.HasTag(PageCacheTag.ToWrite))
        {
            Hit("writeback of a folio tagged towrite");
        }

        folio.ClearDirtyForIo();
        bool keeps = round == Round.TaggedAndKept;
        if (keeps)
        {
            folio.StartWritebackKeepWrite();
        }
        else
        {
            folio.StartWriteback();
            if (folio.HasTag(PageCacheTag.ToWrite))
            {
                Break(TagInvariants.TowriteWasDirty, $"writeback of {folio.Describe()} has started, and it is still tagged towrite");
            }
        }

        _spec?.Expect(_spec.State.StartWriteback(_spec.IdOf(folio), keeps));
    }

    private StepResult EndWriteback(long cpu, Folio folio)
    {
        using Machine.TaskScope scope = As((int)cpu);
        _writebacks.Remove(folio);
        EndWriteback(folio, (int)cpu);
        return StepResult.Ok;
    }

    private void EndWriteback(Folio folio, int cpu)
    {
        if (folio.Has(FolioFlags.Reclaim))
        {
            Hit("writeback ended with a rotation");
        }

        folio.EndWriteback();
        _spec?.Expect(_spec.State.EndWriteback(cpu, _spec.IdOf(folio)));
    }
}
