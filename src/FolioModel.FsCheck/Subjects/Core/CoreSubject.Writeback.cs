using FolioModel.Specification;

namespace FolioModel.PropertyTesting;

public partial class CoreSubject
{
    private void DefineWriteback()
    {
        Define("mark dirty", 4, Held(_held, static h => h.IsLocked && h.Folio.Mapping is not null), MarkDirty);
        Define("start writeback", 3, Held(_held, MayStartWriteback), StartWriteback);
        Define("end writeback", 3, Number("CPU", 2), Held(_writebacks), EndWriteback, givesBack: true);
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

    private StepResult StartWriteback(HeldFolio held)
    {
        using Machine.TaskScope scope = As(held.Task);
        held.Folio.ClearDirtyForIo();
        if (held.Folio.HasTag(PageCacheTag.ToWrite))
        {
            Hit("writeback of a folio tagged towrite");
        }

        held.Folio.StartWriteback();
        Require(!held.Folio.HasTag(PageCacheTag.ToWrite), 67, $"writeback of {held.Folio.Describe()} has started, and it is still tagged towrite");
        _writebacks.Add(held.Folio);
        _spec?.Expect(_spec.State.StartWriteback(_spec.IdOf(held.Folio)));
        return StepResult.Ok;
    }

    private StepResult EndWriteback(long cpu, Folio folio)
    {
        using Machine.TaskScope scope = As((int)cpu);
        _writebacks.Remove(folio);
        if (folio.Has(FolioFlags.Reclaim))
        {
            Hit("writeback ended with a rotation");
        }

        folio.EndWriteback();
        _spec?.Expect(_spec.State.EndWriteback((int)cpu, _spec.IdOf(folio)));
        return StepResult.Ok;
    }
}
