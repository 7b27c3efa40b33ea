namespace FolioModel;

public sealed partial class Machine
{
    private readonly Stack<FolioBatch> _idleBatches = new();

    /// <summary>A batch for one operation; operations nest, so there may be several.</summary>
    internal FolioBatch RentBatch()
    {
        if (!_idleBatches.TryPop(out FolioBatch? batch))
        {
            batch = new FolioBatch(this);
        }

        batch.Reuse();
        return batch;
    }

    internal void ReturnBatch(FolioBatch batch) => _idleBatches.Push(batch);
}
