using FolioModel;
using FolioModel.Testing;

namespace PropertyKit;

public sealed class PageRingTests
{
    [FolioProperty(typeof(RingSubject))]
    public void ARingLeaksNothing(CampaignResult result) => Assert.That(result.Coverage.Of("give back: ok"), Is.Positive);

    private sealed class RingSubject : MachineSubject
    {
        private readonly Scope<Folio> _borrowed;

        public RingSubject()
            : base(new MachineOptions { Pages = 256, Ledger = true })
        {
            PageRing ring = new(Machine, 16);
            _borrowed = NewScope<Folio>();
            Define("fill", 2, Number("page", 16), page => ring.Fill(page));
            Define("drop", 1, Number("page", 16), page => { ring.Drop(page); return StepResult.Ok; });
            Define("borrow", 2, Number("page", 16), page => Keep(_borrowed, ring.Borrow(page)));
            Define("give back", 2, Held(_borrowed), GiveBack, givesBack: true);
            AtEnd(() => _borrowed.Things.ToList().ForEach(folio => folio.Put()));
        }

        private StepResult GiveBack(Folio folio)
        {
            _borrowed.Remove(folio);
            folio.Put();
            return StepResult.Ok;
        }
    }
}
