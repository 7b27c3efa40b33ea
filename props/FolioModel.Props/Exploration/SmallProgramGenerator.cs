namespace FolioModel.Props.Exploration;

/// <summary>Makes small programs at random. What a step touches often depends on what it reads in the same step.</summary>
internal sealed class SmallProgramGenerator(Random random)
{
    private const int Values = 3;

    private readonly List<Instruction> _code = [];
    private int _stops;

    /// <summary>Whether tasks only read and write variables: what they touch then depends on little else than what they read.</summary>
    private bool _plain;

    /// <summary>A program of one of the themes.</summary>
    public SmallProgram Next()
    {
        ProgramTheme[] themes = Enum.GetValues<ProgramTheme>();
        ProgramTheme theme = themes[random.Next(themes.Length)];
        return theme is ProgramTheme.Mixed or ProgramTheme.Plain ? Mixed(theme) : new ThemedPrograms(random, theme).Next();
    }

    /// <summary>A program that is about one thing.</summary>
    public SmallProgram NextOfATheme() =>
        new ThemedPrograms(random, (ProgramTheme)random.Next((int)ProgramTheme.Coincidences, (int)ProgramTheme.Never + 1)).Next();

    /// <summary>A program in which the same states are met on many ways, too long for all its orders to be run.</summary>
    public SmallProgram NextLong() => new ThemedPrograms(random, ProgramTheme.Coincidences, isLong: true).Next();

    private SmallProgram Mixed(ProgramTheme theme)
    {
        int tasks = random.Next(10) switch { < 3 => 2, < 8 => 3, _ => 4 };
        _plain = theme == ProgramTheme.Plain;
        Instruction[][] code = new Instruction[tasks][];
        bool folios = !_plain && random.Next(3) == 0;
        for (int i = 0; i < tasks; i++)
        {
            _code.Clear();
            _stops = tasks switch { 2 => 4, 3 => 2, _ => 1 };
            Block(depth: 0, length: random.Next(1, _plain || tasks == 4 ? 4 : 6), folios);
            code[i] = [.. _code];
        }

        return new SmallProgram(
            code, folios && random.Next(2) == 0 ? random.Next(1, 3) : 0, OneIn(8), OneIn(2), OneIn(3));
    }

    private Claim? OneIn(int chance) => random.Next(chance) == 0
        ? new Claim(Variable(), random.Next(Values), Variable(), random.Next(Values)) : null;

    private int Variable() => random.Next(SmallProgram.Variables);

    private void Block(int depth, int length, bool folios)
    {
        for (int i = 0; i < length; i++)
        {
            Statement(depth, folios);
            if (depth == 0 && i + 1 < length && random.Next(2) == 0)
            {
                Stop();
            }
        }
    }

    private void Stop()
    {
        if (_stops > 0)
        {
            _stops--;
            Emit(Operation.Point);
        }
    }

    private void Statement(int depth, bool folios)
    {
        int kind = _plain ? random.Next(4) * 5 : random.Next(folios ? 30 : 24);
        switch (kind)
        {
            case < 6:
                Emit(Operation.Set, Variable(), random.Next(Values));
                break;
            case < 8:
                Emit(Operation.Add, Variable(), 1);
                break;
            case < 10:
                Emit(Operation.Load, Variable());
                break;
            case < 11:
                Emit(Operation.Store, Variable());
                break;
            case < 17:
                Condition(depth, folios);
                break;
            case < 20 when depth == 0 && _stops > 0:
                _stops--;
                Critical(folios);
                break;
            case < 21 when depth == 0 && random.Next(3) == 0:
                WaitUntil();
                break;
            case < 22:
                Emit(Operation.Set, Variable(), random.Next(Values));
                Emit(Operation.Wake, Variable());
                break;
            case < 23 when random.Next(12) == 0:
                Emit(Operation.Fail);
                break;
            case >= 24:
                Folio();
                break;
            default:
                Emit(Operation.Set, Variable(), random.Next(Values));
                break;
        }
    }

    private void Condition(int depth, bool folios)
    {
        int at = Emit(Operation.Unless, Variable(), random.Next(Values));
        if (depth < 2)
        {
            Block(depth + 1, random.Next(1, 3), folios);
        }
        else
        {
            Emit(Operation.Set, Variable(), random.Next(Values));
        }

        if (random.Next(3) == 0)
        {
            int skip = Emit(Operation.Jump);
            Aim(at);
            Block(depth + 1, 1, folios);
            Aim(skip);
        }
        else
        {
            Aim(at);
        }
    }

    /// <summary>Something under a lock; now and then the lock is left behind.</summary>
    private void Critical(bool folios)
    {
        int which = random.Next(SmallProgram.Locks + 2);
        if (which >= SmallProgram.Locks)
        {
            int exclusive = random.Next(2);
            Emit(Operation.Down, exclusive);
            Inside(folios);
            Emit(Operation.Up, exclusive);
            return;
        }

        int tried = -1;
        if (random.Next(3) == 0)
        {
            tried = Emit(Operation.TryLock, which);
        }
        else
        {
            Emit(Operation.Lock, which);
        }

        Inside(folios: false);
        int keeps = random.Next(8) == 0 ? Emit(Operation.Unless, Variable(), random.Next(Values)) : -1;
        Emit(Operation.Unlock, which);
        if (keeps >= 0)
        {
            // Who keeps the lock is done.
            int end = Emit(Operation.Jump);
            Aim(keeps);
            Emit(Operation.Jump, target: int.MaxValue);
            Aim(end);
        }

        if (tried >= 0)
        {
            Aim(tried);
        }
    }

    private void Inside(bool folios)
    {
        Block(depth: 1, random.Next(1, 3), folios);
        Stop();
        Block(depth: 1, random.Next(0, 2), folios);
    }

    private void WaitUntil()
    {
        int variable = Variable();
        int value = random.Next(Values);
        if (random.Next(2) == 0)
        {
            Emit(Operation.Spin, variable, value);
            return;
        }

        int start = _code.Count;
        int sleep = Emit(Operation.Unless, variable, value);
        int end = Emit(Operation.Jump);
        Aim(sleep);
        Emit(Operation.Sleep, random.Next(8) == 0 ? Variable() : variable);
        if (random.Next(4) != 0)
        {
            Emit(Operation.Jump, target: start);
        }

        Aim(end);
    }

    private void Folio()
    {
        switch (random.Next(5))
        {
            case 0 or 1 when _code.TrueForAll(static c => c.Operation is not (Operation.Lock or Operation.TryLock)):
                int at = Emit(Operation.Allocate);
                if (random.Next(2) == 0)
                {
                    Emit(Operation.Set, Variable(), random.Next(Values));
                }

                Aim(at);
                break;
            case 2:
                Emit(Operation.GetShared);
                break;
            case 3:
                Emit(Operation.PutShared);
                break;
            default:
                Emit(Operation.PutOwn);
                break;
        }
    }

    private int Emit(Operation operation, int a = 0, int b = 0, int target = 0)
    {
        _code.Add(new Instruction(operation, a, b, target));
        return _code.Count - 1;
    }

    private void Aim(int at) => _code[at] = _code[at] with { Target = _code.Count };
}
