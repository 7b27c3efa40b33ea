namespace FolioModel.Exploration.Museum;

/// <summary>A number that tasks share, for what exhibits need beside the model: a disk block, a flag, a user count.</summary>
internal sealed class SharedCounter(Machine machine, int value) : ISharedState
{
    private int _value = value;

    public int Value
    {
        get
        {
            machine.Touch(this);
            return _value;
        }

        set
        {
            machine.Touch(this);
            _value = value;
        }
    }

    public int StateNumber { get; } = machine.NewStateNumber();

    public string StateName => "counter";

    public void AddTo(ref StateHash hash) => hash.Add(_value);
}
