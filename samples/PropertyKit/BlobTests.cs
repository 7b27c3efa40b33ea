using FolioModel.Testing;

namespace PropertyKit;

public sealed class BlobTests
{
    [FolioProperty(typeof(BlobSubject))]
    public void ABlobIsThereExactlyAsLongAsSomebodyHoldsIt(CampaignResult result) =>
        Assert.That(result.Coverage.Of("take: ok"), Is.Positive);

    private sealed class BlobSubject : CountedSubject<Blob>
    {
        protected override Blob Make() => new();

        protected override void Take(Blob thing) => thing.AddRef();

        protected override void Drop(Blob thing) => thing.Release();

        protected override int CountOf(Blob thing) => thing.Count;

        protected override bool IsGone(Blob thing) => thing.Buffer is null;
    }
}
